// As much of a browser as paying takes: a page is opened, its title is read, and one of its buttons is pressed.

export type Page = { readonly title: string; readonly url: string };

/** Opens a link. Rejects when there is no page. */
export async function open(url: string): Promise<Page> {
  return read(await fetch(url));
}

/**
 * Presses a button of the form on an open page, and follows wherever that leads.
 * @param button the name and the value of the button, as the page gives them
 */
export async function submit(page: Page, button: Readonly<Record<string, string>>): Promise<Page> {
  return read(await fetch(page.url, { method: 'POST', body: new URLSearchParams(button) }));
}

async function read(response: Response): Promise<Page> {
  const html = await response.text();
  if (!response.ok) throw new Error(`${response.url} answered ${response.status}`);
  return { title: /<title>([^<]*)<\/title>/.exec(html)?.[1] ?? '', url: response.url };
}

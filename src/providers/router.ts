// Sends each request to the provider of its model. The model a person chose is never swapped for another.

import { MODELS } from '../core/domain/models.ts';
import { ProviderError, type ImageProvider } from '../core/ports.ts';

/**
 * One provider out of several, chosen by the model's entry in MODELS.
 * A model nobody here runs (its provider was switched off after the order was made) is `never / provider-unavailable`.
 */
export function createRouter(providers: {
  readonly sketch: ImageProvider;
  readonly openai?: ImageProvider;
}): ImageProvider {
  return {
    async draw(request, signal) {
      const name = MODELS.find((model) => model.name === request.model)?.provider;
      const provider = name === undefined ? undefined : providers[name];
      if (!provider) throw new ProviderError({ kind: 'never', code: 'provider-unavailable' });
      return await provider.draw(request, signal);
    },
  };
}

// What Easel promises about people's data, by number, each in a sentence. A test whose title begins with the number proves it.

export type Promised = {
  readonly says: string;
  /** Why no test can prove it, or not all of it: what a person or a live platform has to look at. */
  readonly person?: string;
};

export const PROMISES: Readonly<Record<string, Promised>> = {
  P01: { says: 'Only what is listed in the data catalogue is collected, and each table says what for' },
  P02: { says: 'Of an account there is a platform’s id, a language and what was set: no field outside the catalogue' },
  P03: { says: 'There are no passwords; what no platform has signed is refused, and nothing is written' },
  P04: { says: 'Prompts and files are stored sealed, and stand nowhere in clear' },
  P05: {
    says: 'What was uploaded (files of prompts: no model here takes a picture) is in the copy of one’s data, and gone after an erasure',
  },
  P06: { says: 'No number of a card is ever stored' },
  P07: { says: 'Of a payment only its name, amount, currency and country for tax are kept' },
  P08: { says: 'Figures about use stay here: no host is contacted that is not listed' },
  P09: { says: 'Nothing of a device is stored or logged' },
  P10: {
    says: 'Questions to us are in the copy of one’s data, kept for two years after the answer, and gone after an erasure',
  },
  P11: { says: 'Whoever draws gets the prompt and its settings, and nothing else' },
  P12: { says: 'Statistics are counts over at least 20 accounts' },
  P13: { says: 'What is somebody’s is bound to their account: nobody else reads or changes it' },
  P14: { says: 'Every picture is in the history of whoever asked for it, and in nobody else’s' },
  P15: { says: 'We write about service, money and security; what is not needed has a switch' },
  P16: { says: 'Abuse is counted by marks from which nobody can be read, and the marks go' },
  P17: { says: 'Prompts are read to draw, to show, to search and to hand out, and for nothing else' },
  P18: { says: 'Nothing is sold: whoever gets something is on a list that everybody can read' },
  P19: { says: 'Each recipient gets the fields it is listed with, and no others' },
  P20: {
    says: 'Whoever takes over Easel takes over these promises and the agreements to them',
    person:
      'The clause is in the notice and the agreements are in every copy; that a buyer signs to it is for a lawyer, before a sale',
  },
  P21: {
    says: 'An authority gets one account, by two people, for a case, and the owner is told unless that is forbidden',
  },
  P22: { says: 'Statistics that leave show nobody' },
  P23: { says: 'Every recipient has a country and a ground for the transfer' },
  P24: { says: 'What was saved stays until it is deleted' },
  P25: { says: 'What somebody deletes is gone within seconds: file, row, message' },
  P26: { says: 'What nobody saved goes after 30 days, and each picture says when' },
  P27: { says: 'Every table has a rule by which it empties' },
  P28: { says: 'An account is erased with everything that belongs to it, whenever its owner wants' },
  P29: { says: 'What the law wants kept is kept under the number of a receipt, and goes by its date' },
  P30: { says: 'Nothing is stored without an owner' },
  P31: {
    says: 'Connections to stores are encrypted',
    person: 'Certificates of a live installation: whoever runs it looks at them (docs/operations.md)',
  },
  P32: { says: 'Whoever copies the data without the keyring can read nobody' },
  P33: { says: 'Each part of the program may do in the database what it is for, and no more' },
  P34: { says: 'Data of one environment cannot be opened in another' },
  P35: { says: 'A late removal, a file without a row, an open wall or an unlisted column raises an alarm' },
  P36: { says: 'What destroys needs a second step, by its owner, once, in time' },
  P37: { says: 'After a breach, who is affected is one query, and there is a runbook' },
  P38: { says: 'Everybody can see what is stored about them' },
  P39: { says: 'Everybody can take a complete copy along' },
  P40: { says: 'What is set can be changed, and the old value is gone' },
  P41: { says: 'Whole runs with their files can be deleted' },
  P42: { says: 'Every way of leaving leads to the same erasure' },
  P43: { says: 'Whoever pauses is only stored' },
  P44: { says: 'Whoever objects is in no statistic' },
  P45: { says: 'There are no news unless somebody switches them on' },
  P46: { says: 'Whoever is refused can ask a human, take a copy and delete' },
  P47: { says: 'Requests carry the day they are answered by, and an alarm goes off at day 20' },
  P48: { says: 'Support answers everybody, also strangers and who agreed to nothing' },
  P49: {
    says: 'The privacy notice is found by everybody, in both languages',
    person:
      'The fields of Discord’s developer portal and of BotFather: whoever runs it fills them in (docs/operations.md)',
  },
  P50: { says: 'Both languages say the same; English prevails' },
  P51: { says: 'Another text has another version and date' },
  P52: { says: 'A change that matters is told once, with the difference' },
  P53: { says: 'Whoever refuses the notice can still take a copy and delete' },
  P54: { says: 'An agreement is taken back as easily as it was given' },
};

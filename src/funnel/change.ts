export type ChangedObject =
  | 'bot'
  | 'variable'
  | 'field'
  | 'secret'
  | 'webhook'
  | 'flow'
  | 'step'
  | 'campaign'
  | 'postback';

/** `key` names the object from its bot down: `leo/Welcome/hello`. */
export type Change = { action: 'create' | 'update' | 'delete'; object: ChangedObject; key: string };

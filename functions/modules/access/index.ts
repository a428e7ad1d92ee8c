/** The door of the module: accounts, sessions and secret links. */
export {
  checkCode,
  closeLink,
  createCode,
  createLink,
  hashAccessCode,
  type NewLink,
  type OpenedLink,
  openByAccessCode,
  openLink,
  wrongAccessCode,
} from "./secret-link.ts";

/** The only door of mail for services and entries. */
export type {
  AgentFacts,
  DeliveryChange,
  DisplayedEntry,
  Fold,
  Mailbox,
  MailContent,
  MailEntry,
  MailFile,
  NewTarget,
  NewTargetMail,
  TargetFacts,
  TargetState,
  Traces,
} from "./mailbox.ts";
export { type Block, type Inline, layoutMail, type MailLayout, wordsToBlocks } from "./layout.ts";
export { cancelMail, type ComposedMessage, type ComposedRecipient, type QueuedMail, queueMail } from "./queue-mail.ts";
export { type Correspondent, replyAddressFor, rotateReplyAddress } from "./reply-address.ts";

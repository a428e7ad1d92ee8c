/** The only door of mail for services and entries. */

export { applySesEvent } from "./apply-event.ts";
export { noteDeadLetter, replayMail } from "./dead-mail.ts";
export { handOver } from "./hand-over.ts";
export { type Block, type Inline, layoutMail, type MailLayout, wordsToBlocks } from "./layout.ts";
export type {
  AgentFacts,
  DeliveryChange,
  DisplayedEntry,
  Fold,
  Mailbox,
  Mailboxes,
  MailContent,
  MailEntry,
  MailFile,
  NewTarget,
  NewTargetMail,
  TargetFacts,
  TargetState,
  Traces,
} from "./mailbox.ts";
export { answerFrame, frameLink } from "./message-frame.ts";
export {
  type ComposedMessage,
  type ComposedRecipient,
  cancelMail,
  type QueuedMail,
  queueMail,
} from "./queue-mail.ts";
export { type DeliveryRow, deliveriesOf, intakeNameOf } from "./read-deliveries.ts";
export { type HeldMail, heldCounts, heldMails, heldTotal, quarantineRows } from "./read-quarantine.ts";
export { receive } from "./receive.ts";
export { reconcileMail } from "./reconcile-mail.ts";
export { type Correspondent, replyAddressFor, rotateReplyAddress } from "./reply-address.ts";
export { sweepMail } from "./sweep-mail.ts";

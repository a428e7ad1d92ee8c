/** The door of mail for services: writing to people, and reading what came of it. */

export { accountLetterMail, accountPost } from "./account-post.ts";
export { type AutomaticAnswer, answerMail } from "./answer-words.ts";
export { blockedSenders, liftBlock } from "./blocked-senders.ts";
export { identityOf, placeOf } from "./brand.ts";
export { closingRulesOf } from "./closing-rules.ts";
export { askRelease, discardHeld, replayHeld, restoreHeld } from "./decide-held.ts";
export { digestMail } from "./digest-mail.ts";
export { type DraftRow, draftsOf, draftsOn, dropDraft, keepDraft } from "./drafts.ts";
export { eraseMailSettings } from "./erase-settings.ts";
export { eraseTarget } from "./erase-target.ts";
export { eraseHeldFrom, lastNight } from "./expire-held.ts";
export { failedMessagesOf } from "./failed-messages.ts";
export { fileCodeMail } from "./file-code-mail.ts";
export { fileLinksOf, revokeFileLink, targetOfFileLink } from "./file-links.ts";
export { hasHeldMail } from "./has-held-mail.ts";
export { heldMail } from "./held-mail.ts";
export { heldRegister } from "./held-register.ts";
export type { HeldRights } from "./held-row.ts";
export { keepUndelivered } from "./keep-undelivered.ts";
export { type Block, type Inline, layoutMail, type MailLayout, wordsToBlocks } from "./layout.ts";
export {
  mailSettingsOf,
  type SavedMailSettings,
  savedMailSettings,
  saveMailSettings,
  signatureOf,
} from "./mail-settings.ts";
export { mailStatistics } from "./mail-statistics.ts";
export type {
  DeliveryChange,
  DisplayedEntry,
  Mailbox,
  MailContent,
  MailEntry,
  MailFile,
  NewParticipant,
  NewTarget,
  NewTargetMail,
  TargetFacts,
  TargetState,
  Traces,
} from "./mailbox.ts";
export { frameLink } from "./message-frame.ts";
export { giveBackTarget, type MovedMail, moveTarget } from "./move-target.ts";
export { openHeld } from "./open-held.ts";
export { openIntake } from "./open-intake.ts";
export { emlName, originalBytes, originalOf, rereadEvent, viewOriginal } from "./originals.ts";
export { leaveTarget, othersOn, showPresence } from "./presence.ts";
export {
  type ComposedMessage,
  cancelMail,
  queueMail,
} from "./queue-mail.ts";
export { type DeliveryRow, deliveriesOf, intakeNameOf, statesOfMessages } from "./read-deliveries.ts";
export { goesAt, heldCounts, heldMails, heldPage, heldTotal } from "./read-quarantine.ts";
export { refusalMail } from "./refusal-mail.ts";
export { rejectHeld } from "./reject-held.ts";
export { replyAddressFor, revokeReplyAddress, rotateReplyAddress } from "./reply-address.ts";
export {
  insertReplyTemplate,
  type ReplyTemplateRow,
  replyTemplateForUpdate,
  replyTemplatesOf,
  updateReplyTemplate,
} from "./reply-templates.ts";
export type { DigestWriter } from "./send-digests.ts";
export {
  copiesForUpdate,
  openFailures,
  resendCopy,
  resentAs,
  type SentCopy,
  sentCopyForUpdate,
  settleCopy,
  unblockCopy,
  wasTakenBack,
  whyBlocked,
} from "./sent-copies.ts";
export { undeliverableAmong } from "./suppressions.ts";
export { waitForDigest } from "./waiting-notices.ts";

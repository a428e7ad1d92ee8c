import type { EntryFlag } from "../../../shared/mail/schema.ts";
import { type StoredIds, shownFiles } from "./keep-files.ts";
import type { MailContent } from "./mailbox.ts";
import type { Posting } from "./write-target.ts";

/** What a read mail brings to an entry: its flags and its content. */

export function flagsOf(
  { received: { mail } }: Posting,
  given: readonly EntryFlag[],
  reused: boolean,
): EntryFlag[] {
  const sender = mail.sender.is === "address" ? mail.sender.address : undefined;
  const differs = mail.replyTo.some(({ address }) => address !== sender);
  return [
    ...new Set([
      ...mail.flags,
      ...given,
      ...(differs ? (["reply_to_differs"] as const) : []),
      ...(reused ? (["message_id_reused"] as const) : []),
    ]),
  ];
}

export function contentOf({ inboundMailId, received }: Posting, stored: StoredIds): MailContent {
  const { mail, event } = received;
  return {
    inboundMailId,
    readerVersion: mail.readerVersion,
    subject: mail.subject,
    from:
      mail.sender.is === "address"
        ? { address: mail.sender.address, claimedName: mail.sender.name }
        : { address: "", claimedName: mail.sender.shown },
    replyTo: mail.replyTo.map(({ address }) => address),
    to: shown(mail.to),
    cc: [...shown(mail.cc), ...(mail.moreAddresses > 0 ? [`et ${mail.moreAddresses} autres`] : [])],
    receivedAt: event.receivedAt,
    sentAtClaimed: mail.sentAtClaimed,
    text: mail.text,
    folds: mail.folds,
    html: mail.html,
    files: shownFiles(mail.files, stored),
    cards: mail.cards,
    messageId: mail.messageId,
    bodyHash: mail.bodyHash,
  };
}

const shown = (addresses: ReadonlyArray<{ name: string; address: string }>) =>
  addresses.map(({ name, address }) => (name === "" ? address : `${name} <${address}>`));

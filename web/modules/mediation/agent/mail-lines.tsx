import type { CaseEntryView } from "../../../../shared/mediation/thread.ts";
import { exactInstant } from "../../../ui/agent/relative-dates.ts";
import { claimedWords, recipientsWords, replyToWords } from "./mail-words.ts";

/** What a received mail says of itself besides its words: to whom, where it wants answers, its own date. */
export function MailLines({ entry }: { entry: CaseEntryView }) {
  if (entry.direction !== "IN" || entry.medium !== "EMAIL") return null;
  const lines = [
    recipientsWords(entry.shownRecipients),
    replyToWords(entry.replyTo),
    entry.claimedAt === null ? undefined : claimedWords(exactInstant(entry.claimedAt)),
  ].filter((line) => line !== undefined);
  return lines.map((line) => (
    <p key={line} className="small mention break-anywhere">
      {line}
    </p>
  ));
}

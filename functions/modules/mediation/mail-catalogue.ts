import { automaticMails } from "./automatic-mails.ts";
import type { MailTemplate } from "./mail-template.ts";
import { mailsOfAccounts } from "./mails-of-accounts.ts";
import { mailsToAgents } from "./mails-to-agents.ts";
import { mailsToCitizens } from "./mails-to-citizens.ts";

/**
 * Every mail that mediation, accounts and the mail service itself send: who receives it, when, how often at most, and
 * what it looks like with invented people. The settings' previews, the pictures of `npm run screens` and docs/mails.md
 * read this list, in the order of a person's way: their request, the agents, the machine's answers, accounts. A test
 * finds any template the code names and the list does not.
 */
export const mailCatalogue: readonly MailTemplate[] = [
  ...mailsToCitizens,
  ...mailsToAgents,
  ...automaticMails,
  ...mailsOfAccounts,
];

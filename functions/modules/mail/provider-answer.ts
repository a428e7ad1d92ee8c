import type { OutgoingClass } from "../../../shared/mail/schema.ts";

/** What an answer of the mail provider says of the message we handed over (mail.md §5.13). Pure. */
export type ProviderAnswer = "not_sent" | "refused" | "uncertain";

/** The provider said no for now, before taking anything. */
const notNow = new Set([
  "Throttling",
  "ThrottlingException",
  "TooManyRequestsException",
  "LimitExceededException",
  "AccountSendingPausedException",
  "ConfigurationSetSendingPausedException",
]);
/** About the account or the settings, not about this message: trying again later may do. */
const ourFault = new Set([
  "AccessDenied",
  "AccessDeniedException",
  "SignatureDoesNotMatch",
  "InvalidClientTokenId",
  "ExpiredToken",
  "ExpiredTokenException",
  "CredentialsProviderError",
  "MailFromDomainNotVerifiedException",
  "ConfigurationSetDoesNotExistException",
  // As the query protocol writes them, where the SDK does not know the shape.
  "MailFromDomainNotVerified",
  "ConfigurationSetDoesNotExist",
  "UnrecognizedClientException",
  "MissingAuthenticationToken",
  "OptInRequired",
]);
/** The connection never stood, so nothing was said. */
const neverConnected = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "CERT_HAS_EXPIRED",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
]);

interface SdkError {
  name?: unknown;
  code?: unknown;
  message?: unknown;
  $metadata?: { httpStatusCode?: number };
  cause?: unknown;
}

/**
 * Surely not sent, refused for good, or uncertain. Anything that may have happened after the provider began to read
 * is uncertain: sending again could send twice.
 */
export function readProviderError(error: unknown): ProviderAnswer {
  const { name, code, message, $metadata, cause } = (
    typeof error === "object" && error !== null ? error : {}
  ) as SdkError;
  if (typeof name === "string" && (notNow.has(name) || ourFault.has(name))) return "not_sent";
  if (typeof code === "string" && neverConnected.has(code)) return "not_sent";
  if (name === "TimeoutError" && typeof message === "string" && /establish/i.test(message)) return "not_sent";
  const status = $metadata?.httpStatusCode;
  if (status !== undefined && status >= 400 && status < 500) return status === 429 ? "not_sent" : "refused";
  if (cause !== undefined && cause !== error && status === undefined) return readProviderError(cause);
  return "uncertain";
}

const minute = 60_000;
const hour = 60 * minute;
const usualDelays = [1 * minute, 5 * minute, 15 * minute, 1 * hour, 3 * hour, 6 * hour, 12 * hour];
const securityDelays = [15_000, 1 * minute, 3 * minute];

/**
 * Milliseconds before the next try after `attempts` that were surely not sent, within 20 % either way (`spread` from
 * 0 to 1 says where); undefined when it is time to give up: a day for most, four minutes for a code.
 */
export function retryDelay(isSecurity: boolean, attempts: number, spread: number): number | undefined {
  const delay = (isSecurity ? securityDelays : usualDelays)[attempts - 1];
  return delay === undefined ? undefined : Math.round(delay * (0.8 + 0.4 * spread));
}

/** Whether a copy waited so long that it is worth nothing any more, whoever may be to blame (mail.md §5.13). */
export const isTooOld = (now: Date, createdAt: Date, outgoingClass: OutgoingClass): boolean =>
  now.getTime() - createdAt.getTime() > (outgoingClass === "security" ? 6 * minute : 24 * hour);

/** How long an uncertain message waits for news of itself. */
export const uncertainWaitMs = 15 * minute;
/** `last_code` of a copy sent a second time because nobody knew of the first; there is no third time. */
export const secondTry = "second_try";
/** How long a function may hold a message before somebody else asks what became of it. */
export const handOverLeaseMs = 2 * minute;

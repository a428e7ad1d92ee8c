import type { ProConnectFault } from "../../../shared/access/proconnect.ts";

/** What an exchange with the provider stumbled on, as a code for the page. Anything unknown is not trusted. */
export const faultOf = (error: unknown): ProConnectFault => {
  if (!(error instanceof Error)) return "wrong_signature";
  switch (error.name) {
    case "AuthorizationResponseError":
      return "error" in error && error.error === "access_denied" ? "refused" : "unreachable";
    case "ResponseBodyError":
      // Codes work once (RFC 6749 §4.1.2): a second use, or one after its thirty seconds, is an invalid grant.
      return "error" in error && error.error === "invalid_grant" ? "replayed" : "unreachable";
    case "TypeError":
    case "WWWAuthenticateChallengeError":
      return "unreachable";
    default:
      return byCode[codeOf(error)] ?? byClaim[claimOf(error)] ?? "wrong_signature";
  }
};

const byCode: Record<string, ProConnectFault | undefined> = {
  OAUTH_TIMEOUT: "unreachable",
  OAUTH_ABORT: "unreachable",
  OAUTH_RESPONSE_IS_NOT_CONFORM: "unreachable",
  OAUTH_RESPONSE_IS_NOT_JSON: "unreachable",
  OAUTH_PARSE_ERROR: "unreachable",
  OAUTH_JWT_TIMESTAMP_CHECK_FAILED: "expired",
};
const byClaim: Record<string, ProConnectFault | undefined> = {
  nonce: "wrong_nonce",
  aud: "wrong_audience",
  iss: "wrong_audience",
};

const codeOf = (error: Error): string =>
  "code" in error && typeof error.code === "string" ? error.code : "";

/** The claim that was not as expected; the library says it two causes deep. */
const claimOf = (error: unknown, depth = 0): string => {
  if (typeof error !== "object" || error === null || depth > 3) return "";
  if ("claim" in error && typeof error.claim === "string") return error.claim;
  return "cause" in error ? claimOf(error.cause, depth + 1) : "";
};

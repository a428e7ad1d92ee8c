import type { TestAccount, TestedAccount } from "../../../shared/declarations/connections.ts";
import type { ConnectionFault, RemoteProvider } from "../../../shared/declarations/enums.ts";
import {
  type Proof,
  proofSeconds,
  type SealedCodes,
  Ticket,
  ticketingSeals,
} from "../../../shared/declarations/reading.ts";
import { errorFields } from "../../platform/log.ts";
import type { Outside } from "../../platform/outside-app.ts";
import { keepPace } from "../../platform/pace.ts";
import { done, type Refusal, type Result, refused } from "../../platform/refusal.ts";
import { seal, unseal } from "../../platform/seal.ts";
import { connectorOf } from "../declarations/connectors/connectors.ts";
import { ConnectorFault, type Credentials } from "../declarations/connectors/contract.ts";
import { fingerprintOf, sealCodes } from "./sealed-codes.ts";
import { sessionInMemory } from "./sessions.ts";
import { vendorCall } from "./vendor-call.ts";

/** Somebody who recopies their codes: ten at once, then one every twenty seconds. */
const trials = keepPace({ burst: 10, perSecond: 0.05 });
/** Milliseconds of a trial: its answer must come before the API's own end. */
const trialWithin = 25_000;
/** Series of an account without name that are enough to recognise it. */
const mostSeries = 200;
const firstMonths = 13;

/**
 * Tries codes with one call, or the few a vendor needs, and seals them. Nothing is kept: the proof holds all that the API
 * stores, and no code in clear. Refuses who has no ticket, too many trials, and what the vendor refuses, each with its
 * cause. Source: declarations.md §4.2.
 */
export const testAccount = async (outside: Outside, typed: TestAccount): Promise<Result<TestedAccount>> => {
  const { env } = outside;
  const ticket = Ticket.safeParse(await unseal(env, ticketingSeals.ticket, typed.ticket));
  if (!ticket.success) return refused(ticketExpired);
  const wait = trials.take(ticket.data.userId, outside.now());
  if (wait > 0) return refused({ ...tooManyTrials, retryAfterSeconds: Math.ceil(wait) });
  const { provider, accessKey, secret } = typed;
  const codes = { accessKey, secret };
  try {
    const opened = await within(tryAccount(outside, provider, codes));
    const fingerprint = fingerprintOf(env, provider, codes);
    const sealed: SealedCodes = await sealCodes(env, { ...ticket.data, provider, fingerprint }, codes);
    const proof: Proof = {
      ...ticket.data,
      ...{ provider, fingerprint, sealed, ...opened },
      hint: secret.length > 8 ? secret.slice(-4) : "",
    };
    return done({
      label: opened.label,
      proof: await seal(env, ticketingSeals.proof, proof, proofSeconds),
    });
  } catch (error) {
    if (error instanceof ConnectorFault) return refused(refusalOf(error, outside.now()));
    outside.log.error("ticketing.test_failed", { provider, ...errorFields(error) });
    return refused(refusals.unexpected_answer);
  }
};

/** Opens the account; of one that the vendor does not name, also some of its series. */
const tryAccount = async ({ env, now }: Outside, provider: RemoteProvider, codes: Credentials) => {
  const connector = connectorOf(provider, { now, sessions: sessionInMemory() });
  let calls = 0;
  const call = vendorCall(env, connector, codes, {
    before: async () => {
      calls += 1;
      return undefined;
    },
    now,
    patience: 2000,
    connectWithin: 4000,
    answerWithin: 8000,
  });
  const { accountKey, label } = await connector.test(call, codes);
  if (accountKey !== null) return { accountKey, label, calls, series: [] };
  const since = new Date(now());
  since.setUTCMonth(since.getUTCMonth() - firstMonths);
  const { found } = await connector.discover(call, codes, since, null);
  return { accountKey, label, calls, series: found.slice(0, mostSeries) };
};

const within = async <T>(trial: Promise<T>): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new ConnectorFault("unreachable_host")), trialWithin);
  });
  return Promise.race([trial, tooLong]).finally(() => clearTimeout(timer));
};

const ticketExpired: Refusal = {
  code: "forbidden",
  reason: "ticket_expired",
  detail: "Cette page est ouverte depuis trop longtemps. Rechargez-la, puis testez à nouveau.",
};
const tooManyTrials: Refusal = {
  code: "limited",
  reason: "too_many_trials",
  detail: "Trop d’essais en peu de temps. Attendez une minute, puis testez à nouveau.",
};

const refusals: Record<ConnectionFault, Refusal> = {
  invalid_credentials: {
    code: "invalid",
    reason: "invalid_credentials",
    detail: "Ces codes sont refusés. Recopiez-les en entier, sans espace.",
  },
  insufficient_rights: {
    code: "invalid",
    reason: "insufficient_rights",
    detail: "Ces codes sont bons, mais la clé ne voit pas tous vos événements.",
  },
  firewall: {
    code: "limited",
    reason: "firewall",
    detail: "La billetterie nous demande d’attendre. Attendez 15 minutes, puis testez à nouveau.",
  },
  rate_limited: {
    code: "limited",
    reason: "rate_limited",
    detail: "La billetterie nous demande d’attendre. Attendez 15 minutes, puis testez à nouveau.",
  },
  unreachable_host: {
    code: "unavailable",
    reason: "unreachable_host",
    detail:
      "Cette adresse ne répond pas. Vérifiez le nom de domaine de votre boutique, ou réessayez plus tard.",
  },
  forbidden_host: {
    code: "invalid",
    reason: "forbidden_host",
    detail: "Cette adresse n’est pas acceptée. Vérifiez le nom de domaine de votre boutique.",
  },
  multiple_accounts: {
    code: "invalid",
    reason: "multiple_accounts",
    detail: "Cette clé ouvre plusieurs organisations. Créez une clé pour une seule.",
  },
  unexpected_answer: {
    code: "unavailable",
    reason: "unexpected_answer",
    detail: "La billetterie a répondu autre chose que prévu. Un fichier reste possible.",
  },
  too_much_data: {
    code: "unavailable",
    reason: "too_much_data",
    detail: "Ce compte est trop grand pour être lu en ligne. Importez un fichier.",
  },
};

const refusalOf = ({ code, retryAt }: ConnectorFault, now: Date): Refusal => ({
  ...refusals[code],
  ...(retryAt
    ? { retryAfterSeconds: Math.max(1, Math.ceil((retryAt.getTime() - now.getTime()) / 1000)) }
    : {}),
});

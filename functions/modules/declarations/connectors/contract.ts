/**
 * What a ticketing vendor's file gives (declarations.md §10). Reading is cut in bounded steps so that a killed function
 * goes on where it was; mapping is pure, so that what was read once can be mapped again after a decision.
 */
import type { AsideReason, ConnectionFault, RemoteProvider } from "../../../../shared/declarations/enums.ts";
import type { SaleLine } from "../../../../shared/declarations/money.ts";

/** JSON that travels in a queue message, a row or a staged object. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** What the person typed: the names are the vendor's own (§4.2). Empty where the vendor has none. */
export interface Credentials {
  accessKey: string;
  secret: string;
}

/** A request to the vendor. `query` and `headers` may hold secrets: nothing here is ever logged. */
export interface Asked {
  method?: "GET" | "POST";
  /** Path after the vendor's base address, with its leading slash. */
  path: string;
  query?: readonly (readonly [name: string, value: string])[];
  headers?: Readonly<Record<string, string>>;
  /** Sent form-encoded. */
  form?: Readonly<Record<string, string>>;
}

export interface Answered {
  status: number;
  headers: Headers;
  /** The whole body as text; at most the client's limit. */
  text(): Promise<string>;
  /** The body as it comes, for lists that have no pages. */
  stream(): AsyncIterable<Uint8Array>;
}

/**
 * Asks the vendor: checked address, limits, times, retries on 429 and 503 (`http-client.ts`). A vendor that cannot be
 * reached, or asks to come back later, throws `ConnectorFault`.
 */
export type Call = (asked: Asked) => Promise<Answered>;

/** Why the vendor could not be read. `retryAt`: when it may be asked again, if it said so. */
export class ConnectorFault extends Error {
  readonly code: ConnectionFault;
  readonly retryAt: Date | undefined;
  constructor(code: ConnectionFault, retryAt?: Date) {
    super(code);
    this.code = code;
    this.retryAt = retryAt;
  }
}

/** One bounded step of reading: `next` is the cursor to go on with, null when all is read. */
export interface Step<T> {
  found: T;
  next: Json | null;
}

/**
 * What somebody should look at, though it is counted: an hour that clocks skip (§12.3), an amount with a third decimal
 * (§5.1), a total of the source that is not the sum of its lines (§10.5).
 */
export type ReadWarning = "hour_does_not_exist" | "amount_rounded" | "total_differs";

export interface ReadPerformance {
  externalId: string;
  /** Instants, ISO 8601 with « Z ». */
  startAt: string;
  endAt: string | null;
  cancelled: boolean;
  /** Seats the source proposes; null when it does not say. */
  capacity: number | null;
  warnings: readonly ReadWarning[];
  lines: readonly SaleLine[];
}

/**
 * A record nobody can count without a decision. Records alike are one: same series, level, external id and reason, with
 * how many and how much; buyers never appear.
 */
export interface AsideRecord {
  level: "ticket" | "performance" | "series" | "connection";
  externalId: string;
  reason: AsideReason;
  /** The performance it would count for, where one is known. */
  performanceExternalId: string | null;
  count: number;
  /** Cents. */
  amount: number;
  /** What the screen shows of it: names of categories, dates, prices. */
  excerpt: Readonly<Record<string, string | number | null>>;
}

/** What somebody decided of an aside record; applied again at each reading (§5.5). */
export type Resolution =
  | { kind: "ignore" }
  /** Counted at this rate, basis points. */
  | { kind: "count_at_rate"; rate: number }
  /** Counted as it is (an unpaid order that was paid, a foreign rate that is right). */
  | { kind: "count" }
  /** Counted for this performance. */
  | { kind: "count_for"; performanceExternalId: string }
  /** The performance is then: instants, ISO 8601 with « Z ». */
  | { kind: "date"; startAt: string; endAt: string | null };

export type Resolved = (
  record: Pick<AsideRecord, "level" | "externalId" | "reason">,
) => Resolution | undefined;

export interface ReadShow {
  externalId: string;
  name: string;
  performances: readonly ReadPerformance[];
}

export interface Mapped {
  /** Empty when the series is none (an offer, an undated event) or cannot be read at all. */
  shows: readonly ReadShow[];
  aside: readonly AsideRecord[];
  /**
   * What the absence of a known performance means: it is gone if it starts between these instants. Left out, all were
   * asked for, whenever they start; null, nothing can be concluded. One that an aside record names is never gone.
   */
  covers?: { from: string; to: string } | null;
}

export interface Connector {
  provider: RemoteProvider;
  /** Base address; `host` is the shop's for vendors that have one each. Settings replace it in development. */
  baseUrl(credentials: Credentials): string;
  /** Calls allowed, as windows that all hold; kept in `provider_bucket`, shared by all functions. */
  limits: readonly { calls: number; seconds: number }[];
  /**
   * Asks once whether the credentials open an account, and which: a stable key of it, null when the vendor gives none.
   * Throws `ConnectorFault`.
   */
  test(call: Call, credentials: Credentials): Promise<{ accountKey: string | null; label: string | null }>;
  /** External ids of the series that changed since that instant, in bounded steps. An id may come twice. */
  discover(call: Call, credentials: Credentials, since: Date, cursor: Json | null): Promise<Step<string[]>>;
  /** One page of a series, parsed and free of buyers; all its pages are given to `map` in order. */
  fetchSeries(
    call: Call,
    credentials: Credentials,
    seriesId: string,
    cursor: Json | null,
  ): Promise<Step<Json>>;
  /** Shows, performances and lines of one series. Pure: the same pages and decisions give the same shows. */
  map(seriesId: string, pages: readonly Json[], resolved: Resolved): Mapped;
}

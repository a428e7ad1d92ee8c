import type { Problem } from "../../shared/platform/problem.ts";

/** The API refused: `problem` says why, in code for the screen and in French for the person. */
export class ProblemError extends Error {
  readonly problem: Problem;
  /** How long to wait before another try, when the API said. */
  readonly retryAfterSeconds: number | null;
  constructor(problem: Problem, retryAfter: string | null = null) {
    super(problem.detail);
    this.name = "ProblemError";
    this.problem = problem;
    this.retryAfterSeconds = Number(retryAfter) > 0 ? Number(retryAfter) : null;
  }
}

/** No answer came: the request may or may not have been carried out. */
export class ConnectionLost extends Error {
  constructor(cause: unknown) {
    super("La connexion est coupée.", { cause });
    this.name = "ConnectionLost";
  }
}

/** The reason of a refusal, or undefined when the error is not one. */
export const reasonOf = (error: unknown): string | undefined =>
  error instanceof ProblemError ? error.problem.reason : undefined;

/** True when the service itself failed, not what was asked of it. */
export const isServerFault = (error: unknown): boolean =>
  error instanceof ProblemError && error.problem.status >= 500;

const isProblem = (body: unknown): body is Problem =>
  typeof body === "object" && body !== null && "code" in body && "detail" in body && "reason" in body;

/** What a gateway says when no function answered is put in the words of our own refusals. */
const unavailable = (status: number, requestId: string): Problem => ({
  type: "about:blank",
  title: "Service indisponible",
  status: Math.max(status, 500),
  code: "unavailable",
  reason: "no_answer",
  detail: "Le service ne répond pas pour le moment.",
  requestId,
});

/**
 * `fetch` that only ever resolves with a success. Throws `ProblemError` for a refusal, `ConnectionLost` without
 * an answer. Given to `hc`, so every typed call of every screen fails in the same two ways.
 */
export const strictFetch = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
  let response: Response;
  try {
    response = await fetch(input, { credentials: "same-origin", ...init });
  } catch (cause) {
    if (init?.signal?.aborted) throw cause;
    throw new ConnectionLost(cause);
  }
  if (response.ok) return response;
  const body: unknown = await response.json().catch(() => undefined);
  const requestId = response.headers.get("x-request-id") ?? response.headers.get("apigw-requestid") ?? "";
  throw new ProblemError(
    isProblem(body) ? body : unavailable(response.status, requestId),
    response.headers.get("retry-after"),
  );
};

/** The same for what may be asked twice (reads, and sends with an idempotency key): once more after a lost connection. */
export const repeatingFetch: typeof strictFetch = (input, init) =>
  strictFetch(input, init).catch((error: unknown) => {
    if (error instanceof ConnectionLost && navigator.onLine) return strictFetch(input, init);
    throw error;
  });

/**
 * One call: JSON in, JSON out, typed by the caller with a schema's type of `shared`.
 * `repeatable` requests carry an idempotency key or change nothing: they are sent once more after a lost connection.
 */
export const call = async <Answer>(
  method: "GET" | "POST" | "PUT",
  path: `/api/${string}`,
  body?: unknown,
  options: {
    signal?: AbortSignal;
    repeatable?: boolean;
    /** Asked by the page itself, not by the person: does not prolong the session. */
    background?: boolean;
    /** Goes on after the page is left; 64 KB at most. */
    keepalive?: boolean;
    headers?: Record<string, string>;
  } = {},
): Promise<Answer> => {
  const send = (options.repeatable ?? method === "GET") ? repeatingFetch : strictFetch;
  const response = await send(path, {
    method,
    signal: options.signal,
    ...(options.keepalive ? { keepalive: true } : {}),
    headers: {
      ...options.headers,
      ...(method === "GET" ? {} : { "content-type": "application/json" }),
      ...(options.background ? { "x-guichet-background": "1" } : {}),
    },
    ...(method === "GET" ? {} : { body: JSON.stringify(body ?? {}) }),
  });
  return (await response.json()) as Answer;
};

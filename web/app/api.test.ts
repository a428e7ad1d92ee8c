import { afterEach, expect, it, vi } from "vitest";
import { ConnectionLost, call, isServerFault, ProblemError, reasonOf } from "./api.ts";

const answers = (...replies: Array<Response | Error>) => {
  const fetched = vi.fn(async () => {
    const reply = replies.shift();
    if (!reply || reply instanceof Error) throw reply ?? new Error("no reply left");
    return reply;
  });
  vi.stubGlobal("fetch", fetched);
  vi.stubGlobal("navigator", { onLine: true });
  return fetched;
};
const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

afterEach(() => vi.unstubAllGlobals());

it("a refusal is thrown with its reason", async () => {
  const problem = { code: "conflict", reason: "already_filed", detail: "Déjà envoyée.", status: 409 };
  answers(Response.json(problem, { status: 409 }));
  const error = await failure(call("POST", "/api/x", {}));
  expect(error).toBeInstanceOf(ProblemError);
  expect(reasonOf(error)).toBe("already_filed");
});

it("a page of the gateway becomes an unavailable service with the request's code", async () => {
  answers(new Response("<h1>502</h1>", { status: 502, headers: { "apigw-requestid": "abc" } }));
  const error = await failure(call("GET", "/api/x"));
  expect(isServerFault(error)).toBe(true);
  expect(error instanceof ProblemError && error.problem.requestId).toBe("abc");
});

it("a read is sent once more after a lost connection, a send without a key is not", async () => {
  const reads = answers(new TypeError("network"), Response.json({ fine: true }));
  expect(await call("GET", "/api/x")).toEqual({ fine: true });
  expect(reads).toHaveBeenCalledTimes(2);
  const sends = answers(new TypeError("network"));
  expect(await failure(call("POST", "/api/x", {}))).toBeInstanceOf(ConnectionLost);
  expect(sends).toHaveBeenCalledTimes(1);
});

import {
  BrowserClient,
  dedupeIntegration,
  defaultStackParser,
  type ErrorEvent,
  getCurrentScope,
  globalHandlersIntegration,
  makeFetchTransport,
  type StackFrame,
} from "@sentry/browser";
import type { OptionalServices } from "../../../shared/platform/optional-services.ts";
import { plainAddress } from "./plain-address.ts";
import { show } from "./shown.ts";

/** What the page handles itself: refusals of the API, a lost network, a request given up. */
const expected = new Set(["ProblemError", "ConnectionLost", "AbortError"]);

/** A place in our scripts; a script in a page itself or of a browser's extension has no name worth telling. */
const plainFrame = ({ filename, function: name, lineno, colno }: StackFrame): StackFrame => ({
  ...(filename?.startsWith(`${location.origin}/assets/`)
    ? { filename: filename.split(/[?#]/)[0], in_app: true }
    : {}),
  ...(name && { function: name }),
  ...(lineno !== undefined && { lineno }),
  ...(colno !== undefined && { colno }),
});

/**
 * What may leave of an error: its kind, its places in our scripts and the page's plain address, built anew so that a
 * field of a later version of the library does not pass. Its message is left out: it may quote what a person wrote.
 * Null for what is not a fault.
 */
export const plainReport = (event: ErrorEvent): ErrorEvent | null => {
  const exceptions = event.exception?.values ?? [];
  if (exceptions.length === 0 || exceptions.some(({ type }) => expected.has(type ?? ""))) return null;
  return {
    type: undefined,
    ...(event.event_id && { event_id: event.event_id }),
    ...(event.timestamp && { timestamp: event.timestamp }),
    platform: "javascript",
    level: "error",
    request: { url: location.origin + plainAddress(location.pathname) },
    exception: {
      values: exceptions.map(({ type, mechanism, stacktrace }) => ({
        ...(type && { type }),
        ...(mechanism && { mechanism: { type: mechanism.type, handled: mechanism.handled ?? false } }),
        ...(stacktrace?.frames && { stacktrace: { frames: stacktrace.frames.map(plainFrame) } }),
      })),
    },
  };
};

/** Tells Sentry of errors that no part of the page caught: no breadcrumbs, sessions, traces, cookies or ids. */
export const reportErrors = ({ dsn }: NonNullable<OptionalServices["errors"]>) => {
  show("errors");
  const client = new BrowserClient({
    dsn,
    transport: makeFetchTransport,
    transportOptions: { fetchOptions: { credentials: "omit", referrerPolicy: "no-referrer" } },
    stackParser: defaultStackParser,
    integrations: [globalHandlersIntegration(), dedupeIntegration()],
    // Everything is on by default: even though `plainReport` drops it, nothing is gathered, and no address is inferred.
    dataCollection: {
      userInfo: false,
      cookies: false,
      httpHeaders: false,
      httpBodies: [],
      urlQueryParams: false,
      stackFrameVariables: false,
      frameContextLines: 0,
    },
    maxBreadcrumbs: 0,
    sendClientReports: false,
    beforeSend: plainReport,
  });
  getCurrentScope().setClient(client);
  client.init();
};

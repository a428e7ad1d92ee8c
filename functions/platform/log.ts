import type { MeasuredEvent, MeasuredLines } from "../../shared/platform/metrics.ts";

/** The only fields a log line may carry: ids, codes, counts and durations. Never a name, an address or a text. */
export interface LogFields {
  function?: string;
  requestId?: string;
  organisationId?: string;
  caseId?: string;
  inboundMailId?: string;
  recipientId?: string;
  sesMessageId?: string;
  targetId?: string;
  queue?: string;
  route?: string;
  method?: string;
  status?: number;
  code?: string;
  cause?: string;
  outcome?: string;
  count?: number;
  bytes?: number;
  milliseconds?: number;
  /** Highest memory of the process. */
  megabytes?: number;
  attempt?: number;
  provider?: string;
  check?: string;
  failing?: number;
  oldestSeconds?: number;
  uncertain?: number;
  due?: number;
  scanPending?: number;
  bouncePercent?: number;
  complaintPercent?: number;
  /** Name and message-free stack of an unexpected error. */
  errorName?: string;
  errorCode?: string;
  at?: string;
}

export interface Log {
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
  /** A line that metrics and alarms are made of (shared/platform/metrics.ts); written unless the log is silent. */
  measure<Event extends MeasuredEvent>(event: Event, fields: LogFields & MeasuredLines[Event]): void;
  with(fields: LogFields): Log;
}

type Write = (line: string) => void;
const levels = ["info", "warn", "error", "silent"] as const;
/** The least serious lines that are written. */
export type LogLevel = (typeof levels)[number];

/** One JSON object per line, with the fields of its context. */
export const makeLog = (
  context: LogFields = {},
  write: Write = (line) => process.stdout.write(`${line}\n`),
  least: LogLevel = "info",
): Log => {
  const line = (level: LogLevel, event: string, fields?: LogFields) =>
    write(JSON.stringify({ level, event, time: new Date().toISOString(), ...context, ...fields }));
  const say = (level: LogLevel) => (event: string, fields?: LogFields) => {
    if (levels.indexOf(level) >= levels.indexOf(least)) line(level, event, fields);
  };
  return {
    info: say("info"),
    warn: say("warn"),
    error: say("error"),
    measure: (event, fields) => {
      if (least !== "silent") line("info", event, fields);
    },
    with: (fields) => makeLog({ ...context, ...fields }, write, least),
  };
};

/**
 * What may be logged of an unexpected error: its name, its code and where it was thrown, never its message,
 * which may quote what a person wrote.
 */
export const errorFields = (error: unknown): LogFields => {
  if (!(error instanceof Error)) return { errorName: typeof error };
  const code = "code" in error && typeof error.code === "string" ? error.code : undefined;
  const frame = error.stack?.split("\n").find((line) => line.trimStart().startsWith("at "));
  return {
    errorName: error.name,
    ...(code ? { errorCode: code } : {}),
    ...(frame ? { at: frame.trim().slice(3, 200) } : {}),
  };
};

import { type FunctionName, functionSpecs } from "../../../infra/catalogue.ts";
import { apiEvent, lambdaContext } from "./api-event.ts";
import type { TestDatabase } from "./database.ts";

/** What a function answered an HTTP request, its JSON read and its cookies as a browser sends them back. */
export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: Record<string, unknown>;
  cookies: string[];
}

type HttpFunction = Extract<FunctionName, "api" | "public-api">;

/** The production handlers on a test's database, each logged in as its own role, as API Gateway calls them. */
export const callFunction = async (
  database: TestDatabase,
  name: HttpFunction,
  method: string,
  path: string,
  body?: unknown,
  given: { cookies?: string[]; headers?: Record<string, string> } = {},
): Promise<Answer> => {
  for (const right of functionSpecs[name].rights) {
    if ("database" in right && right.database !== "owner")
      Object.assign(process.env, database.login(right.database));
  }
  const { handler } = await import(`../../entries/${name}.ts`);
  const text = typeof body === "string" ? body : body === undefined ? undefined : JSON.stringify(body);
  const event = apiEvent(method, path, { ...given, ...(text === undefined ? {} : { body: text }) });
  const answer = await handler(event, lambdaContext(name));
  return {
    status: answer.statusCode,
    headers: answer.headers ?? {},
    body: JSON.parse(answer.body),
    cookies: (answer.cookies ?? []).map((cookie: string) => cookie.split(";")[0] ?? ""),
  };
};

import { parentPort, workerData } from "node:worker_threads";
import { apiEvent, lambdaContext } from "../../platform/test-kit/api-event.ts";
import type { Call } from "./walk-routes.ts";

/** One container of one function: its own modules and environment, one request at a time. */
const { name, entry } = workerData as { name: string; entry: string };
const { handler } = await import(entry);

parentPort?.on("message", async ({ id, request }: { id: number; request: Call & { address: string } }) => {
  const { method, path, body, cookies, headers, address } = request;
  const event = apiEvent(method, path, {
    ...(body === undefined ? {} : { body }),
    cookies: [...cookies],
    headers: { "cloudfront-viewer-address": `${address}:40000`, ...headers },
  });
  const answer = await handler(event, lambdaContext(name));
  const text = answer.isBase64Encoded ? Buffer.from(answer.body, "base64").toString() : (answer.body ?? "");
  parentPort?.postMessage({
    id,
    answer: { status: answer.statusCode, type: String(answer.headers?.["content-type"] ?? ""), text },
  });
});

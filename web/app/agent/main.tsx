import "../../ui/agent/foundation.css";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { startPage } from "../start.tsx";
import { createQueryClient } from "./query-client.ts";
import { createAgentRouter } from "./router.tsx";

const queryClient = createQueryClient();
const router = createAgentRouter(queryClient);

startPage(
  <QueryClientProvider client={queryClient}>
    <RouterProvider router={router} />
  </QueryClientProvider>,
  (arrived) => router.subscribe("onResolved", arrived),
);

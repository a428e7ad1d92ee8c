import "../../ui/agent/foundation.css";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { NoticesProvider } from "../../ui/agent/notices.tsx";
import { startPage } from "../start.tsx";
import { createQueryClient } from "./query-client.ts";
import { createAgentRouter } from "./router.tsx";
import { SessionExpired } from "./session-expired.tsx";

const queryClient = createQueryClient();
const router = createAgentRouter(queryClient);

startPage(
  <QueryClientProvider client={queryClient}>
    <NoticesProvider>
      <RouterProvider router={router} />
      <SessionExpired />
    </NoticesProvider>
  </QueryClientProvider>,
);

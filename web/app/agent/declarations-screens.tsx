import { useParams } from "@tanstack/react-router";
import { ConnectPage } from "../../modules/declarations/agent/connect-page.tsx";
import { ConnectProviderPage } from "../../modules/declarations/agent/connect-provider-page.tsx";
import { ConnectionsPage } from "../../modules/declarations/agent/connections-page.tsx";
import { mayInDeclarations } from "../../modules/declarations/agent/rights.ts";
import { isRemote } from "../../modules/declarations/agent/vendors.tsx";
import { NotFoundPage } from "./not-found-page.tsx";
import { useSpace } from "./space-routes.tsx";

export const Connections = () => <ConnectionsPage space={useSpace()} />;

export function Connect() {
  const space = useSpace();
  return mayInDeclarations(space, "connection.create") ? (
    <ConnectPage space={space} />
  ) : (
    <NotFoundPage reason="no_shows" />
  );
}

export function ConnectProvider() {
  const space = useSpace();
  const code = (useParams({ strict: false }).provider ?? "").toUpperCase();
  if (!mayInDeclarations(space, "connection.create")) return <NotFoundPage reason="no_shows" />;
  return isRemote(code) ? (
    <ConnectProviderPage space={space} provider={code} key={code} />
  ) : (
    <NotFoundPage reason="unknown" />
  );
}

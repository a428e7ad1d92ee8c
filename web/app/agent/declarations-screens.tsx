import { useParams } from "@tanstack/react-router";
import type { ShowsSearch } from "../../modules/declarations/agent/addresses.ts";
import { AsidePage } from "../../modules/declarations/agent/aside-page.tsx";
import { ConnectPage } from "../../modules/declarations/agent/connect-page.tsx";
import { ConnectProviderPage } from "../../modules/declarations/agent/connect-provider-page.tsx";
import { ConnectionsPage } from "../../modules/declarations/agent/connections-page.tsx";
import { DeclarationsHome } from "../../modules/declarations/agent/home.tsx";
import { NewShowPage } from "../../modules/declarations/agent/new-show-page.tsx";
import { PlacesPage } from "../../modules/declarations/agent/places-page.tsx";
import { mayInDeclarations } from "../../modules/declarations/agent/rights.ts";
import { ShowPage, type ShowTabName } from "../../modules/declarations/agent/show-page.tsx";
import { ShowsPage } from "../../modules/declarations/agent/shows-page.tsx";
import { isRemote } from "../../modules/declarations/agent/vendors.tsx";
import { NotFoundPage } from "./not-found-page.tsx";
import { useSpace } from "./space-routes.tsx";

export const Home = () => <DeclarationsHome space={useSpace()} />;
export const Shows = ({ search }: { search: ShowsSearch }) => (
  <ShowsPage space={useSpace()} search={search} />
);
export const Places = () => <PlacesPage space={useSpace()} />;
export const Aside = () => <AsidePage space={useSpace()} />;

export function NewShow() {
  const space = useSpace();
  return mayInDeclarations(space, "show.create") ? (
    <NewShowPage space={space} />
  ) : (
    <NotFoundPage reason="no_shows" />
  );
}

function Show({ tab }: { tab: ShowTabName }) {
  const space = useSpace();
  const showId = useParams({ strict: false }).showId ?? "";
  return <ShowPage space={space} showId={showId} tab={tab} key={showId} />;
}
export const OneShow = () => <Show tab="figures" />;
export const ShowFiles = () => <Show tab="files" />;
export const ShowHistory = () => <Show tab="history" />;

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

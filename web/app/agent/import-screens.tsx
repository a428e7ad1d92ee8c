import { useParams } from "@tanstack/react-router";
import { ImportPage } from "../../modules/declarations/agent/import/import-page.tsx";
import { StartPage } from "../../modules/declarations/agent/import/start-page.tsx";
import { mayInDeclarations } from "../../modules/declarations/agent/rights.ts";
import { NotFoundPage } from "./not-found-page.tsx";
import { useSpace } from "./space-routes.tsx";

export function ImportStart() {
  const space = useSpace();
  return mayInDeclarations(space, "import.run") ? (
    <StartPage space={space} />
  ) : (
    <NotFoundPage reason="no_shows" />
  );
}

export function OneImport() {
  const space = useSpace();
  const importId = useParams({ strict: false }).importId ?? "";
  return mayInDeclarations(space, "import.run") ? (
    <ImportPage space={space} importId={importId} key={importId} />
  ) : (
    <NotFoundPage reason="no_shows" />
  );
}

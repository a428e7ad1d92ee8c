import { ListsPage } from "../../modules/mediation/lists/lists-page.tsx";
import { maySetMediation } from "../../modules/mediation/office/rights.ts";
import { NotFoundPage } from "./not-found-page.tsx";
import { useSpace } from "./space-routes.tsx";

/** The lists cases are sorted by; to whom they are not, they do not exist. */
export function Lists() {
  const space = useSpace();
  return maySetMediation(space) ? <ListsPage space={space} /> : <NotFoundPage reason="no_right" />;
}

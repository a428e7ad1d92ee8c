import { DirectoryPage, NotFoundPage } from "../../modules/mediation/public/directory-page.tsx";
import { startPage } from "../start.tsx";

startPage(/^\/mediation\/?$/.test(location.pathname) ? <DirectoryPage /> : <NotFoundPage />);

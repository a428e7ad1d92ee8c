import { FileLinkPage } from "../../modules/mail/file-link/page.tsx";
import { startPage } from "../start.tsx";

startPage(<FileLinkPage />);

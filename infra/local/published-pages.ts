import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { GetObjectCommand, NoSuchKey, PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import type { ReadPublished } from "./static-site.ts";

/** The folder of the built front that `publish-pages` reads: pages to be filled with an organisation. */
const templates = "_templates";

export interface PublishedPages {
  read: ReadPublished;
  /** Puts the templates of a built front into the bucket; true when one of them was new or changed. */
  putTemplates: (webFolder: string) => Promise<boolean>;
}

/** What functions publish in the bucket `site`, and what they need there to do so. */
export const publishedPages = (client: S3Client, bucket: string): PublishedPages => {
  const read: ReadPublished = async (key) => {
    try {
      const answer = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      const bytes = (await answer.Body?.transformToByteArray()) ?? new Uint8Array();
      return { body: Buffer.from(bytes), contentType: answer.ContentType ?? "text/html; charset=utf-8" };
    } catch (error) {
      if (error instanceof NoSuchKey) return undefined;
      throw error;
    }
  };
  const putTemplates = async (webFolder: string) => {
    let changed = false;
    for (const name of await readdir(join(webFolder, templates))) {
      const body = await readFile(join(webFolder, templates, name));
      const key = `${templates}/${name}`;
      if ((await read(key))?.body.equals(body)) continue;
      changed = true;
      await client.send(
        new PutObjectCommand({
          Bucket: bucket,
          Key: key,
          Body: body,
          ContentType: "text/html; charset=utf-8",
        }),
      );
    }
    return changed;
  };
  return { read, putTemplates };
};

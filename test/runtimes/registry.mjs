import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";

/**
 * A registry on this machine that has one package: the packed one, as if it were published. A folder whose `.npmrc` holds the line returned
 * takes packages of this scope from here, and all others from where it always does.
 *
 * @param {string} tarball The packed package.
 * @param {object} manifest Its package.json.
 * @returns {Promise<{ npmrc: string, close: () => void }>} The line for `.npmrc`, and how to stop it.
 */
export async function startRegistry(tarball, manifest) {
  const bytes = readFileSync(tarball);
  const { name, version } = manifest;
  const server = createServer(({ url }, response) => {
    if (url === "/package.tgz") return response.end(bytes);
    if (decodeURIComponent(url) !== `/${name}`) return response.writeHead(404).end("{}");
    const dist = {
      tarball: `${origin}/package.tgz`,
      integrity: `sha512-${createHash("sha512").update(bytes).digest("base64")}`,
      shasum: createHash("sha1").update(bytes).digest("hex"),
    };
    const document = { name, "dist-tags": { latest: version }, versions: { [version]: { ...manifest, scripts: {}, dist } }, time: {} };
    return response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(document));
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  const origin = `http://127.0.0.1:${server.address().port}`;
  return { npmrc: `${name.split("/")[0]}:registry=${origin}/\n`, close: () => server.close() };
}

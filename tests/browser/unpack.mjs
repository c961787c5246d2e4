// Unpack the browser, its libraries and its fonts into the folder that TMPDIR names (make browser).
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import chromium, { inflate } from "@sparticuz/chromium";

const home = dirname(dirname(dirname(createRequire(import.meta.url).resolve("@sparticuz/chromium"))));
await chromium.executablePath();
await inflate(join(home, "chromium", "bin", "al2023.tar.br"));

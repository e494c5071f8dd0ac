// The bundler copies this file beside the worker that it makes of it, so it is kept to one line of
// plain script, which every server has a content type for.
import "./worker.ts";

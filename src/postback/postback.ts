/**
 * An affiliate network's call in: stored durably as it is, then answered. What it means is read when
 * its turn comes, so nothing in it can make us refuse it (product rules on postbacks, point 9).
 */
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { RefusalError, refuse } from '../base/refusal.ts';
import { laneOfClickId } from '../campaign/campaign.ts';
import type { Accept } from '../inbox/inbox.ts';
import { isLinkPreview } from '../network/network.ts';
import type { DirectoryKeeper, KnownPostback } from '../store/store.ts';
import { createRateLimit } from './rateLimit.ts';

export type PostbackOptions = {
  accept: Accept;
  directory: DirectoryKeeper;
  now: () => number;
};

/** The address is a secret: not to be kept, passed on as a referrer, or found by a search engine. */
const secretAddress = {
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-robots-tag': 'noindex',
};

const largestRequest = 65_536;
const plainType = /^[a-z]+\/[a-z0-9.+-]+$/;
const retryAfterSeconds = 5;

export const postbackEdge: FastifyPluginAsync<PostbackOptions> = async (app, options) => {
  const limits = createRateLimit(options.now);
  // Any content type is taken as it comes; a wrong one must not lose an event.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: largestRequest }, (_request, body, done) => {
    done(null, body);
  });
  // The framework refuses a content type that is none; we keep it as it came (`raw`) and read on.
  app.addHook('onRequest', (request, _reply, done) => {
    const type = request.raw.headers['content-type'];
    if (type !== undefined && !plainType.test(type))
      request.headers = { 'content-type': 'application/octet-stream' };
    done();
  });

  const handle = async (
    request: FastifyRequest<{ Params: { id: string } }>,
    reply: FastifyReply,
  ): Promise<unknown> => {
    const postback = await find(options.directory, request.params.id);
    if (!postback) throw new RefusalError(refuse('unknown_postback'));
    const { raw } = request;
    const url = raw.url ?? '';
    if (url.length > largestRequest) throw new RefusalError(refuse('too_large'));
    if (mustNotAct(request)) return { ok: true, ignored: 'preview' };
    const wait = postback.rateLimit === null ? 0 : limits.take(postback.id, postback.rateLimit);
    if (wait > 0) throw new RefusalError(refuse('too_many_requests', { retryAfterSeconds: wait }));
    const body = request.body;
    const id = await options
      .accept(
        {
          kind: 'postback',
          at: options.now(),
          postbackId: postback.id,
          request: {
            method: raw.method ?? 'GET',
            url,
            contentType: raw.headers['content-type'] ?? '',
            body: Buffer.isBuffer(body) ? body.toString('utf8') : '',
          },
        },
        laneOf(url),
      )
      .catch(() => {
        throw new RefusalError(refuse('unavailable', { retryAfterSeconds }));
      });
    reply.headers(secretAddress);
    return { ok: true, request: String(id) };
  };
  app.get('/api/postbacks/:id/tracker-postback', { exposeHeadRoute: true }, handle);
  app.post('/api/postbacks/:id/tracker-postback', handle);
};

async function find(directory: DirectoryKeeper, id: string): Promise<KnownPostback | undefined> {
  return directory.current().postbacks.get(id) ?? (await directory.refresh()).postbacks.get(id);
}

/** `HEAD` and the robots that look at links which people paste never act. */
function mustNotAct(request: FastifyRequest): boolean {
  if (request.method === 'HEAD') return true;
  const { headers } = request;
  const purpose = headers.purpose ?? headers['sec-purpose'] ?? headers['x-moz'];
  return isLinkPreview({
    ...(headers['user-agent'] ? { userAgent: headers['user-agent'] } : {}),
    ...(typeof purpose === 'string' ? { purpose } : {}),
  });
}

const clickParameter = /[?&](?:clickid|click_id|subid|cid|sub[1-5])=([A-Za-z0-9_-]{1,64})(?:&|$)/;

/** The lane by the click id, if it stands openly in the query; whoever reads the call corrects it. */
function laneOf(url: string): number {
  const clickid = clickParameter.exec(url)?.[1];
  return clickid ? laneOfClickId(clickid) : 0;
}

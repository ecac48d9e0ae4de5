import { listDatasets, listModels } from '@huggingface/hub';
import { z } from 'zod';
import type { HubEntry, RepoKind } from '../../shared/contract/hub.ts';
import { callOptions, type HubAccess } from './hub-access.ts';
import { describeHubError } from './hub-errors.ts';

const entrySchema = z.object({
  name: z.string(),
  private: z.boolean(),
  gated: z.union([z.literal(false), z.string()]),
  likes: z.number(),
  downloads: z.number(),
  updatedAt: z.date(),
});

/** Repositories whose name matches, the most downloaded first. @throws AppError hub/*. */
export async function searchHub(
  access: HubAccess,
  { kind, query, limit }: { readonly kind: RepoKind; readonly query: string; readonly limit: number },
): Promise<HubEntry[]> {
  const asked = { ...callOptions(access), search: { query }, sort: 'downloads' as const, limit };
  const entries: HubEntry[] = [];
  try {
    for await (const found of kind === 'model' ? listModels(asked) : listDatasets(asked)) {
      const { name, gated, likes, downloads, updatedAt, ...entry } = entrySchema.parse(found);
      entries.push({
        kind,
        id: name,
        isPrivate: entry.private,
        isGated: gated !== false,
        likes,
        downloads,
        updatedAtMs: updatedAt.getTime(),
      });
    }
  } catch (error) {
    throw describeHubError(error, access, `The search for ${kind}s`);
  }
  return entries;
}

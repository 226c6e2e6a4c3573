import { createPostgresBackend, DEFAULT_SCHEMA, FlowProducer, Queue, runMigrations } from 'bullmq';
import pg from 'pg';
import { startPostgres } from './servers.ts';
const server = await startPostgres();
const pool = new pg.Pool({ connectionString: await server.database('x'), max: 8, options: `-c search_path=${DEFAULT_SCHEMA}` });
const c = await pool.connect(); await runMigrations(c); c.release();
const q: any = new Queue('q', { connection: pool } as any, createPostgresBackend as any);
const f: any = new FlowProducer({ connection: pool } as any, createPostgresBackend as any);
let n = 0;
const jobs = (k: number) => Array.from({ length: k }, () => ({ name: 'task', data: { taskId: `x${++n}`, gen: 1 }, opts: { attempts: 1, removeOnComplete: true, removeOnFail: true, jobId: `t-${n}-1` } }));
const ways: Record<string, (k: number) => Promise<unknown>> = {
  bulk: (k) => q.addBulk(jobs(k)),
  single: (k) => Promise.all(jobs(k).map((j) => q.add(j.name, j.data, j.opts))),
  flow: (k) => f.addBulk(jobs(k).map((j) => ({ ...j, queueName: 'q' }))),
};
for (const k of [1, 4, 8, 16, 32, 64]) for (const [name, way] of Object.entries(ways)) {
  await way(k);
  const T = Math.ceil(960 / k); const p0 = await server.cpuMs(), c0 = process.cpuUsage(), t0 = performance.now();
  for (let i = 0; i < T; i++) await way(k);
  const t = performance.now() - t0, c1 = process.cpuUsage(c0), p1 = await server.cpuMs();
  console.log(k, name, 'wall us/job', Math.round(t * 1000 / T / k), 'pg us/job', Math.round((p1 - p0) * 1000 / T / k), 'node us/job', Math.round((c1.user + c1.system) / T / k));
}
await q.close(); await f.close(); await pool.end(); await server.stop();

import { FlowProducer, Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { startRedis } from './servers.ts';
const server = (await startRedis())!;
const connection = new Redis(server.url(0), { maxRetriesPerRequest: null });
const q: any = new Queue('q', { connection });
const f: any = new FlowProducer({ connection });
let n = 0;
const jobs = (k: number) => Array.from({ length: k }, () => ({ name: 'task', data: { taskId: `x${++n}`, gen: 1 }, opts: { attempts: 1, removeOnComplete: true, removeOnFail: true, jobId: `t-${n}-1` } }));
const ways: Record<string, (k: number) => Promise<unknown>> = {
  bulk: (k) => q.addBulk(jobs(k)),
  flow: (k) => f.addBulk(jobs(k).map((j) => ({ ...j, queueName: 'q' }))),
};
for (const k of [1, 4, 16, 32, 64]) for (const [name, way] of Object.entries(ways)) {
  await way(k);
  const T = Math.ceil(1920 / k); const c0 = process.cpuUsage(), t0 = performance.now();
  for (let i = 0; i < T; i++) await way(k);
  const t = performance.now() - t0, c1 = process.cpuUsage(c0);
  console.log(k, name, 'wall us/job', Math.round(t * 1000 / T / k), 'node us/job', Math.round((c1.user + c1.system) / T / k));
}
await q.close(); await f.close(); connection.disconnect(); await server.stop();

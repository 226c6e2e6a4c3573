// What the core takes from the machine itself: the time, and ids that nobody has had.

import { v7 as uuid } from 'uuid';
import type { Clock, NewId } from '../core/ports.ts';

export const clock: Clock = { now: () => new Date() };
export const newId: NewId = <T extends string>() => uuid() as T;

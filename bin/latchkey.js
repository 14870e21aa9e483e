#!/usr/bin/env node
import { existsSync } from 'node:fs'
import { enableCompileCache, flushCompileCache } from 'node:module'

// Here, and not in a file with types: the first of those would have to be stripped of them before anything is cached.
enableCompileCache()
// Written soon and not only at the end, since a process that is killed would never write it; but not before the first answer.
setTimeout(flushCompileCache, 2000).unref()

// A clone runs as it stands, without a build, and never by an old one. What is published has no sources.
const source = new URL('../src/main.ts', import.meta.url)
const runsSource = process.features.typescript && existsSync(source)
await import(runsSource ? source.href : '../dist/src/main.js')

#!/usr/bin/env node
import { existsSync } from 'node:fs'

// A clone runs as it stands, without a build, and never by an old one. What is published has no sources.
const source = new URL('../src/main.ts', import.meta.url)
const runsSource = process.features.typescript && existsSync(source)
await import(runsSource ? source.href : '../dist/src/main.js')

# The server alone: compiled, with the dependencies it runs on, as a user without rights. Configuration is mounted at
# /etc/latchkey, state and secrets live in /var/lib/latchkey; nothing else is ever written, so a read-only file system
# with a /tmp will do.

FROM node:24-bookworm-slim AS build
WORKDIR /opt/latchkey
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY tsconfig.json tsconfig.build.json ./
COPY scripts scripts
COPY interactions interactions
COPY src src
RUN npm run build

FROM node:24-bookworm-slim AS dependencies
WORKDIR /opt/latchkey
COPY package.json package-lock.json .npmrc ./
# The hashes' native parts are optional packages, one a platform, so optional packages must be installed. Node itself
# is one, too, for machines with an older one, but this image has it; and the compiler stays because a package names it
# as an optional peer.
RUN npm ci --omit=dev && rm -rf node_modules/node-linux-* node_modules/.bin node_modules/typescript node_modules/@typescript

FROM node:24-bookworm-slim
ENV NODE_ENV=production
WORKDIR /opt/latchkey
COPY --from=dependencies /opt/latchkey/node_modules node_modules
COPY --from=build /opt/latchkey/dist dist
COPY package.json LICENSE ./
COPY bin bin
# For commands in the running container: docker compose exec latchkey latchkey status.
RUN ln -s /opt/latchkey/bin/latchkey.js /usr/local/bin/latchkey
# A new volume takes its owner from the folder it is mounted on.
RUN mkdir -m 700 /var/lib/latchkey && chown node:node /var/lib/latchkey
USER node
EXPOSE 3000
# Any answer below 500 means that the process serves: asked by this name it may well say 421, "not my host". The store
# is not asked, as a restart would not mend it.
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s --retries=3 CMD ["node", "-e", "fetch('http://127.0.0.1:3000/.well-known/openid-configuration').then((answer) => process.exit(answer.status < 500 ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "bin/latchkey.js"]
CMD ["serve", "--config", "/etc/latchkey"]

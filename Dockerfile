# One image for the whole house; the container's arguments name the app: dist/apps/<app>/src/main.js
# Releases pin both images by digest (CI writes it); here the tag says which.
FROM node:24.15.0-bookworm-slim AS build
WORKDIR /house
COPY package.json package-lock.json .npmrc ./
RUN npm ci --no-progress
COPY tsconfig.json tsconfig.web.json .swcrc nest-cli.json vite.config.ts ./
COPY libs libs
COPY apps apps
RUN npm run build && npm prune --omit=dev --omit=optional --no-audit

FROM node:24.15.0-bookworm-slim
ENV NODE_ENV=production NODE_OPTIONS=--max-old-space-size=2048 KAFKAJS_NO_PARTITIONER_WARNING=1
WORKDIR /house
COPY --from=build --chown=0:0 /house/package.json ./
COPY --from=build --chown=0:0 /house/node_modules node_modules
COPY --from=build --chown=0:0 /house/dist dist
COPY --chown=0:0 LICENSE NOTICE ./
USER 10001:10001
EXPOSE 8080
STOPSIGNAL SIGTERM
ENTRYPOINT ["node"]
CMD ["dist/apps/gateway/src/main.js"]

# Measures on the CPU: a Java runtime.
ARG JAVA=17
FROM eclipse-temurin:${JAVA}-jre-noble

package dev.plumbline.cli.commands;

import picocli.CommandLine.Command;

/** Runs audits. */
@Command(
    name = "audit",
    description =
        "Audits checkpoints: measures their layers, holds the metrics against bounds, and reports.",
    footer = {
      "  plumbline audit --tier quick",
      "  plumbline audit --checkpoint parent=models/sd15,tuned=models/sd15-tuned --parent parent",
      "  plumbline audit --select HighNormAudits --layers 'mid_block.**' --timesteps 50",
      "  plumbline audit --classpath my-audits.jar --select dev.acme.MyAudits"
    })
final class AuditCommand extends AuditingCommand {}

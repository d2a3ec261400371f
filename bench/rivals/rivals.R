# Rivals in R for bench/goals: one JSON task a line, one JSON line back; see rivals.py for the protocol.
suppressPackageStartupMessages({library(cluster); library(lme4); library(jsonlite)})
say <- function(...) { cat(toJSON(list(...), auto_unbox = TRUE, digits = NA), "\n", sep = ""); flush(stdout()) }

data <- new.env()

tasks <- list(
  # FasterPAM: the cheapest thing R can be asked for, clusters without silhouettes; the medoids for the result.
  pam = function(args) {
    d <- data[[args$distances]]
    start <- if (args$start == "build") NULL else seq_len(args$k)
    list(work = function() pam(d, args$k, diss = TRUE, medoids = start, variant = "faster", cluster.only = TRUE),
         result = function() pam(d, args$k, diss = TRUE, medoids = start, variant = "faster", keep.diss = FALSE)$id.med - 1)
  },
  lmer = function(args) {
    frame <- data[[args$columns]]
    fit <- function() suppressMessages(lmer(as.formula(args$formula), frame))
    list(work = fit, result = function() { f <- fit(); c(REMLcrit(f), getME(f, "theta")) })
  }
)

answer <- function(task) {
  if (task$op == "load" && task$dtype == "csv") {
    data[[task$name]] <- read.csv(task$file)
    for (column in task$factors) data[[task$name]][[column]] <- factor(data[[task$name]][[column]])
    return(list(ok = TRUE))
  }
  if (task$op == "load") {
    n <- task$shape[1]
    data[[task$name]] <- structure(readBin(task$file, "double", n * (n - 1) / 2), Size = n, Diag = FALSE, Upper = FALSE, class = "dist")
    return(list(ok = TRUE))
  }
  if (task$op == "drop") { rm(list = ls(data), envir = data); gc(); return(list(ok = TRUE)) }
  ready <- tasks[[task$task]](task$args)
  if (task$op == "result") { writeBin(as.double(ready$result()), task$file); return(list(ok = TRUE)) }
  start <- proc.time()
  for (i in seq_len(task$calls)) ready$work()
  passed <- as.list(proc.time() - start)
  list(ms = 1000 * (passed$user.self + passed$sys.self), wall = 1000 * passed$elapsed)
}

say(r = paste(R.version$major, R.version$minor, sep = "."), cluster = as.character(packageVersion("cluster")),
    lme4 = as.character(packageVersion("lme4")), blas = basename(extSoftVersion()[["BLAS"]]))
input <- file("stdin", "r")
while (length(line <- readLines(input, 1)) > 0) {
  reply <- tryCatch(answer(fromJSON(line)), error = function(e) list(error = conditionMessage(e)))
  do.call(say, reply)
}

# Ask metafor about tables.json and keep its answers, exactly as received, in answers.json.
#   apt-get install --no-install-recommends r-base-core r-cran-metafor r-cran-jsonlite     (Debian 12: metafor 3.8-1)
#   python tests/authorities/metafor/make_tables.py && Rscript tests/authorities/metafor/make_answers.R
# REML runs with metafor's own defaults.  Paule-Mandel runs with a finer root (tol 1e-13): metafor's default stops at about 1e-4.
# DL-MH, which metafor has no name for, is metafor's rma.uni with the tau2 worked out here around metafor's rma.mh.
suppressMessages({library(metafor); library(jsonlite)})
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE)))
held <- fromJSON(file.path(here, "tables.json"), simplifyVector = TRUE, simplifyDataFrame = FALSE)
fields <- c("estimate", "se", "ci_low", "ci_high", "pi_low", "pi_high", "tau2", "I2", "Q", "Qp", "k", "p")
quiet <- function(x) suppressWarnings(suppressMessages(x))

uni <- function(yi, vi, method, test = "z", tau2 = NULL) {
  control <- if (method == "PM") list(tol = 1e-13, maxiter = 10000, tau2.max = 1e6) else list()
  r <- quiet(tryCatch(rma(yi, vi, method = method, test = test, tau2 = tau2, control = control), error = function(e) NULL))
  if (is.null(r)) return(rep(NA, 12))
  g <- quiet(predict(r))
  pi <- if (is.null(g$pi.lb)) c(NA, NA) else c(g$pi.lb, g$pi.ub)   # none for a common effect or one study
  c(r$beta, r$se, r$ci.lb, r$ci.ub, pi, r$tau2, r$I2, r$QE, r$QEp, r$k, r$pval)
}
mh <- function(t, measure) {
  r <- quiet(tryCatch(rma.mh(ai = t$ai, n1i = t$n1i, ci = t$ci, n2i = t$n2i, measure = measure), error = function(e) NULL))
  if (is.null(r)) return(rep(NA, 12))
  c(r$beta, r$se, r$ci.lb, r$ci.ub, NA, NA, r$tau2, r$I2, r$QE, r$QEp, r$k, r$pval)
}
dlmh <- function(t, measure) {
  centre <- mh(t, measure)[1]
  if (is.na(centre)) return(rep(NA, 12))
  e <- quiet(escalc(measure, ai = t$ai, n1i = t$n1i, ci = t$ci, n2i = t$n2i, drop00 = measure != "RD"))
  e <- e[!is.na(e$yi), ]
  if (nrow(e) < 2) return(rep(NA, 12))
  w <- 1 / e$vi
  Q <- sum(w * (e$yi - centre)^2)
  tau2 <- max(0, (Q - (nrow(e) - 1)) / (sum(w) - sum(w^2) / sum(w)))
  out <- uni(e$yi, e$vi, "DL", "z", tau2)
  out[9] <- Q; out[10] <- pchisq(Q, nrow(e) - 1, lower.tail = FALSE)
  out
}
bias <- function(e) {
  if (nrow(e) < 3) return(NULL)
  r <- quiet(rma(yi, vi, data = e, method = "DL"))
  lm <- quiet(regtest(r, model = "lm")); mx <- quiet(regtest(r, model = "rma"))
  tf <- quiet(trimfill(r)); l1 <- quiet(leave1out(r))
  list(lm = c(lm$zval, lm$pval, lm$est, lm$ci.lb, lm$ci.ub), rma = c(mx$zval, mx$pval, mx$est, mx$ci.lb, mx$ci.ub),
       trimfill = c(tf$k0, tf$side == "right", tf$beta, tf$se, tf$tau2), leave1out = l1$estimate)
}
regress <- function(e, t) {
  if (nrow(e) < 5) return(NULL)
  r <- quiet(tryCatch(rma(yi, vi, mods = ~ t$dose, data = e, method = "REML"), error = function(x) NULL))
  d <- quiet(tryCatch(rma(yi, vi, mods = ~ factor(t$group), data = e, method = "DL", test = "knha"), error = function(x) NULL))
  pack <- function(r) if (is.null(r)) NULL else list(beta = c(r$beta), se = r$se, pval = r$pval, rest = c(r$tau2, r$I2, r$QE, r$QM, r$QMp, ifelse(is.null(r$R2), NA, r$R2)))
  list(dose = pack(r), group = pack(d))
}
answer <- function(t) {
  out <- list()
  binary <- t$kind == "counts"
  for (m in if (binary) c("RR", "OR", "RD") else c("MD", "SMD")) {
    e <- if (binary) escalc(m, ai = t$ai, n1i = t$n1i, ci = t$ci, n2i = t$n2i) else
      escalc(m, m1i = t$m1i, sd1i = t$sd1i, n1i = t$n1i, m2i = t$m2i, sd2i = t$sd2i, n2i = t$n2i)
    pooled <- list(REML = uni(e$yi, e$vi, "REML"), DL = uni(e$yi, e$vi, "DL"), PM = uni(e$yi, e$vi, "PM"), EE = uni(e$yi, e$vi, "EE"),
                   REML_HK = uni(e$yi, e$vi, "REML", "knha"), DL_HK = uni(e$yi, e$vi, "DL", "knha"), PM_HK = uni(e$yi, e$vi, "PM", "knha"))
    if (binary) pooled <- c(pooled, list(MH = mh(t, m), "DL-MH" = dlmh(t, m)))
    out[[m]] <- list(yi = c(e$yi), vi = c(e$vi), pooled = pooled)
    if (m %in% c("RR", "SMD")) out[[m]] <- c(out[[m]], list(bias = bias(e), regress = regress(e, t)))
  }
  out
}
# Networks: contrasts against each study's first arm, exact covariances; rma.mv with the structure that the usual network model has.
contrasts <- function(d) {
  do.call(rbind, lapply(unique(d$study), function(s) {
    x <- d[d$study == s, ]; b <- x[1, ]; x <- x[-1, ]
    data.frame(study = s, base = b$treat, treat = x$treat, yi = x$mean - b$mean, v = x$sd^2 / x$n, vb = b$sd^2 / b$n, arm = seq_len(nrow(x)),
               design = paste(sort(d$treat[d$study == s]), collapse = ":"))
  }))
}
network <- function(d, yi = NULL) {
  cs <- if (is.null(yi)) contrasts(d) else yi
  V <- outer(cs$study, cs$study, "==") * cs$vb + diag(cs$v, nrow(cs))
  all <- sort(unique(c(cs$base, cs$treat)))
  X <- sapply(all[-1], function(t) (cs$treat == t) - (cs$base == t))
  cs$arm <- factor(cs$arm)
  ee <- quiet(rma.mv(yi, V, mods = X, intercept = FALSE, data = cs))
  re <- quiet(rma.mv(yi, V, mods = X, intercept = FALSE, random = ~ arm | study, rho = 0.5, data = cs, control = list(optimizer = "optim", optmethod = "BFGS", reltol = 1e-15)))
  # the design-by-treatment model: contrasts of each design its own
  key <- paste(cs$design, cs$base, cs$treat); XD <- sapply(unique(key), function(u) 1 * (key == u))
  dd <- quiet(rma.mv(yi, V, mods = XD, intercept = FALSE, data = cs))
  list(treatments = all, ee = c(ee$beta), ee_se = ee$se, Q = ee$QE, Q_df = ee$k - ee$p, re = c(re$beta), re_se = re$se, tau2 = re$tau2,
       Q_within = dd$QE, Q_within_df = dd$k - dd$p)
}
nets <- lapply(held$networks, function(n) network(as.data.frame(n, stringsAsFactors = FALSE)))
# The examples of metadat's pages of the three named tables, as they print.
said <- function(x, ...) gsub("\\s+", " ", capture.output(print(x, ...)))
named <- list()
d <- dat.bcg; d <- escalc(measure = "RR", ai = tpos, bi = tneg, ci = cpos, di = cneg, data = d)
r <- rma(yi, vi, data = d); m <- rma(yi, vi, mods = ~ ablat + year, data = d)
named$bcg <- list(data = list(ai = d$tpos, bi = d$tneg, ci = d$cpos, di = d$cneg, ablat = d$ablat, year = d$year, label = paste(d$author, d$year)),
                  printed = list(escalc = said(d), rma = said(r), predict = said(predict(r, transf = exp)), regression = said(m),
                                 predicted = said(predict(m, newmods = cbind(seq(from = 10, to = 60, by = 10), 1970), transf = exp))))
d <- dat.normand1999
md <- escalc(measure = "MD", m1i = m1i, sd1i = sd1i, n1i = n1i, m2i = m2i, sd2i = sd2i, n2i = n2i, data = d)
sm <- rma(measure = "SMD", m1i = m1i, sd1i = sd1i, n1i = n1i, m2i = m2i, sd2i = sd2i, n2i = n2i, data = d, slab = source)
named$normand1999 <- list(data = list(m1i = d$m1i, sd1i = d$sd1i, n1i = d$n1i, m2i = d$m2i, sd2i = d$sd2i, n2i = d$n2i, label = d$source),
                          printed = list(escalc = said(md), MD = said(rma(yi, vi, data = md)), SMD = said(sm)))
d <- dat.collins1985b
f <- list(pre = list(d$pre.nti, d$pre.nci, d$pre.xti, d$pre.xci), oedema = list(d$pre.nti, d$pre.nci, d$pre.xti, d$pre.xci),
          ped = list(d$fup.nti, d$fup.nci, d$ped.xti, d$ped.xci), stb = list(d$fup.nti, d$fup.nci, d$stb.xti, d$stb.xci),
          ned = list(d$fup.nti, d$fup.nci, d$ned.xti, d$ned.xci))
keep <- lapply(names(f), function(n) !is.na(Reduce(`+`, f[[n]])) & (n != "oedema" | d$oedema == 0)); names(keep) <- names(f)
named$collins1985b <- list(
  data = lapply(setNames(names(f), names(f)), function(n) { x <- lapply(f[[n]], function(v) v[keep[[n]]])
    list(n1i = x[[1]], n2i = x[[2]], ai = x[[3]], ci = x[[4]], label = paste(d$author, d$year)[keep[[n]]]) }),
  printed = c(lapply(setNames(names(f), names(f)), function(n) { x <- f[[n]]
    said(quiet(rma.peto(n1i = x[[1]], n2i = x[[2]], ai = x[[3]], ci = x[[4]], subset = keep[[n]], digits = 2))) }),
    list(escalc = said(summary(escalc(measure = "OR", n1i = pre.nti, n2i = pre.nci, ai = pre.xti, ci = pre.xci, data = d)[, c("id", "yi", "vi")],
                               digits = 2, transf = exp)))))
d <- dat.senn2013
named$senn2013 <- list(data = list(study = d$study, treat = d$treatment, mean = d$mi, sd = d$sdi, n = d$ni),
                       answers = network(data.frame(study = d$study, treat = as.character(d$treatment), mean = d$mi, sd = d$sdi, n = d$ni)))
out <- list(metafor = as.character(packageVersion("metafor")), metadat = as.character(packageVersion("metadat")), R = R.version.string,
            fields = fields, tables = lapply(held$tables, answer), networks = nets, named = named)
writeLines(toJSON(out, auto_unbox = FALSE, digits = I(12), na = "null", null = "null"), file.path(here, "answers.json"), useBytes = TRUE)

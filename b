<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">

<title>Nothing that can be shown here — 示范市 Integrity Register</title>
<meta name="robots" content="noindex">
<link rel="stylesheet" href="/static/tokens.css">
<link rel="stylesheet" href="/static/frame.css">
<link rel="stylesheet" href="/static/register.css">
<link rel="stylesheet" href="/static/print.css">

</head>
<body>
<a class="skip" href="#main">Skip to content</a>

<header>
<p class="demo">Demonstration: 示范市 and everything in it are invented</p>
<div class="masthead "><div class="sheet">
<a class="slip" href="/en/">示范市 Integrity Register</a>
<nav class="nav" aria-label="Main navigation">
<a href="/en/">Home</a>
<a href="/en/search/">Search the register</a>

</nav>
<div class="tools"><a href="/" lang="zh-Hans" hreflang="zh-Hans">中文</a></div>
</div></div>

</header>

<nav class="crumbs sheet" aria-label="Breadcrumb"><ol>
<li><a href="/en/">Home</a></li><li aria-current="page">Not found</li>
</ol></nav>

<main id="main" class="sheet">

<h1>Nothing that can be shown here</h1>

<div class="notice"><p>The number may be mistyped; or this was never published, its display has ended, it was repaired or revoked. As the rules require, we do not say which.</p></div>

<form role="search" action="/en/search/" class="field">
<label for="q">Search again</label>
<p class="hint" id="q-hint">Any kind of bracket will do in a document number</p>
<div class="search"><input id="q" name="q" type="search" maxlength="100" autocomplete="off" value="" aria-describedby="q-hint"><button class="button">Search</button></div>
</form>


<section class="part" aria-labelledby="h-go"><div class="part-head"><h2 id="h-go">You can also</h2></div>
<ul class="links"><li><a href="/en/">Go to the home page</a></li><li><a href="/en/search/">Search the register</a></li></ul></section>

</main>
<footer>
<p class="folio sheet"><svg viewBox="0 0 18 14" aria-hidden="true"><path d="M0 0h18v12L9 5 0 12z"/></svg><span>Not found</span></p>
<div class="colophon"><div class="sheet">

<p>Published by the Credit Office of 示范市　The Chinese text prevails.</p>
<p>The register records public bodies and officials in office, what they kept and what they did not. It does not score citizens.</p>
<p class="only-print">This copy may be out of date. Look the record up again before relying on it. 2026-11-22T06:32</p>
</div></div>
</footer>
</body>
</html>

using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Risk.Figures;

/// <summary>
/// How well the futures offset what they hedge: variances and covariance of both profits, ten seconds each, since the run began. Thread: the
/// core's only.
/// </summary>
[HotPath]
internal struct HedgeEffectiveness
{
    private const long SampleNanos = 10 * Nanos.PerSecond;

    private HedgedBook _book;
    private double _exposureUsd;
    private double _hedgeUsd;
    private double _exposureAtSample;
    private double _hedgeAtSample;
    private double _meanExposure;
    private double _meanHedge;
    private double _exposureSquares;
    private double _hedgeSquares;
    private double _products;
    private long _nextNanos;
    private bool _isOpen;

    /// <summary>Intervals so far.</summary>
    public long Samples { get; private set; }

    /// <summary>1 less the variance with the hedge over the one without; NaN while there is none.</summary>
    public readonly double VarianceReduction => 1 - ((_exposureSquares + _hedgeSquares + (2 * _products)) / _exposureSquares);

    /// <summary>What part of the exposure the hedge gave back: minus the slope of its profit in the exposure's.</summary>
    public readonly double OffsetRatio => -_products / _exposureSquares;

    /// <summary>Squared correlation.</summary>
    public readonly double Determination => _products * _products / (_exposureSquares * _hedgeSquares);

    /// <summary>Standard deviation over a day of what the hedge leaves.</summary>
    public readonly double ErrorUsdPerDay => Samples < 2
        ? double.NaN
        : Math.Sqrt(Math.Max(_exposureSquares + _hedgeSquares + (2 * _products), 0) / (Samples - 1) * (Nanos.PerDay / SampleNanos));

    /// <summary>Takes the book as it is; one with a part that is not known is left out.</summary>
    public void Observe(in HedgedBook book, long nowNanos)
    {
        if (!book.IsKnown)
        {
            return;
        }

        if (_isOpen)
        {
            var equityUsd = book.HedgedEquityCoins * (book.IndexPrice - _book.IndexPrice);
            _exposureUsd += (book.IndexPrice * (book.ExposureCoins - _book.ExposureCoins)) + book.ExposureUsd - _book.ExposureUsd + equityUsd;
            _hedgeUsd += (book.IndexPrice * (book.HedgeCoins - _book.HedgeCoins)) + book.HedgeUsd - _book.HedgeUsd;
        }

        _book = book;
        if (nowNanos < _nextNanos)
        {
            return;
        }

        if (_isOpen && nowNanos - _nextNanos < SampleNanos)
        {
            Add(_exposureUsd - _exposureAtSample, _hedgeUsd - _hedgeAtSample);
        }

        _isOpen = true;
        _exposureAtSample = _exposureUsd;
        _hedgeAtSample = _hedgeUsd;
        _nextNanos = nowNanos + SampleNanos;
    }

    private void Add(double exposure, double hedge)
    {
        Samples++;
        var exposureBefore = exposure - _meanExposure;
        var hedgeBefore = hedge - _meanHedge;
        _meanExposure += exposureBefore / Samples;
        _meanHedge += hedgeBefore / Samples;
        _exposureSquares += exposureBefore * (exposure - _meanExposure);
        _hedgeSquares += hedgeBefore * (hedge - _meanHedge);
        _products += exposureBefore * (hedge - _meanHedge);
    }
}

/// <summary>Both sides of a hedge with the cash that trading them brought, in coins and in USD.</summary>
[HotPath]
internal readonly record struct HedgedBook(
    double IndexPrice, double ExposureCoins, double ExposureUsd, double HedgeCoins, double HedgeUsd, double HedgedEquityCoins)
{
    public bool IsKnown => double.IsFinite(IndexPrice + ExposureCoins + ExposureUsd + HedgeCoins + HedgeUsd + HedgedEquityCoins);
}

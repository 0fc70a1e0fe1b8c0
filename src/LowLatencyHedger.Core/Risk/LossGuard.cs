using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Core.Snapshots;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Risk;

/// <summary>
/// Loss since the start, of the UTC day, and from the highest profit, marked to market, over all runs that took over from each other. Thread:
/// the core's only.
/// </summary>
[HotPath]
internal sealed class LossGuard(SettingValues settings)
{
    private const long TellNanos = Nanos.PerSecond;

    private long _day = -1;
    private double _dayStartUsd;
    private double _peakUsd;
    private double _beforeUsd;
    private long _nextTellNanos;

    /// <summary>Marked profit since the start of the first run; NaN while a price of it is missing.</summary>
    public double ProfitUsd { get; private set; }

    /// <summary>What the journal knows of all this.</summary>
    public LossFigures Told { get; private set; }

    /// <summary>The loss since the start is above its limit, which no resume changes.</summary>
    public bool IsLossAboveLimit => IsPassed(SettingKey.MaxLossUsd, -ProfitUsd);

    /// <summary>Goes on from where the run before was when it last told it.</summary>
    public void Restore(in LossFigures before)
    {
        Told = before;
        _beforeUsd = before.ProfitUsd;
        _day = before.Day > 0 ? before.Day : -1;
        _dayStartUsd = before.DayStartUsd;
        _peakUsd = before.PeakUsd;
    }

    /// <summary>Takes the present profit of this run. None, or the limit that is passed.</summary>
    public ReasonCode Observe(double runProfitUsd, long venueUtcNanos)
    {
        var profitUsd = _beforeUsd + runProfitUsd;
        ProfitUsd = profitUsd;
        if (!double.IsFinite(profitUsd))
        {
            return ReasonCode.None;
        }

        var day = venueUtcNanos / Nanos.PerDay;
        if (day != _day)
        {
            _dayStartUsd = _day < 0 ? 0 : profitUsd;
            _day = day;
        }

        _peakUsd = Math.Max(_peakUsd, profitUsd);
        return IsPassed(SettingKey.MaxLossUsd, -profitUsd) ? ReasonCode.LossAboveLimit
            : IsPassed(SettingKey.MaxDailyLossUsd, _dayStartUsd - profitUsd) ? ReasonCode.DailyLossAboveLimit
            : IsPassed(SettingKey.MaxDrawdownUsd, _peakUsd - profitUsd) ? ReasonCode.DrawdownAboveLimit
            : ReasonCode.None;
    }

    /// <summary>Puts the figures on record for the run that takes over, when they have changed and it is time.</summary>
    public void Tell(CoreContext context)
    {
        var isNothing = Told.Day == 0 && ProfitUsd == 0 && _dayStartUsd == 0 && _peakUsd == 0;
        if (isNothing || context.NowNanos < _nextTellNanos || !double.IsFinite(ProfitUsd) || !context.HasRoom)
        {
            return;
        }

        _nextTellNanos = context.NowNanos + TellNanos;
        var figures = new LossFigures { ProfitUsd = ProfitUsd, DayStartUsd = _dayStartUsd, PeakUsd = _peakUsd, Day = _day };
        if (!figures.Is(Told))
        {
            Told = figures;
            context.Add(OutputKind.LossesMarked, InstrumentId.None, UnderlyingId.None).Losses = figures;
        }
    }

    /// <summary>An operator goes on: the day and the peak are measured from here.</summary>
    public void Resume()
    {
        _dayStartUsd = double.IsFinite(ProfitUsd) ? ProfitUsd : _dayStartUsd;
        _peakUsd = _dayStartUsd;
    }

    /// <summary>Notes those limits that are set: a loss above one halts the engine.</summary>
    public void Note(ref LimitSheet sheet)
    {
        Note(SettingKey.MaxLossUsd, ReasonCode.LossAboveLimit, -ProfitUsd, ref sheet);
        Note(SettingKey.MaxDailyLossUsd, ReasonCode.DailyLossAboveLimit, _dayStartUsd - ProfitUsd, ref sheet);
        Note(SettingKey.MaxDrawdownUsd, ReasonCode.DrawdownAboveLimit, _peakUsd - ProfitUsd, ref sheet);
    }

    private void Note(SettingKey key, ReasonCode reason, double lossUsd, ref LimitSheet sheet)
    {
        if (settings[key] > 0)
        {
            sheet.Note(RiskControl.None, reason, Math.Max(lossUsd, 0), settings[key]);
        }
    }

    private bool IsPassed(SettingKey key, double lossUsd) => settings[key] > 0 && lossUsd > settings[key];
}

using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Core.Snapshots;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Risk;

/// <summary>Loss since the start, of the UTC day, and from the highest profit, marked to market. Thread: the core's only.</summary>
[HotPath]
internal sealed class LossGuard(SettingValues settings)
{
    private long _day = -1;
    private double _dayStartUsd;
    private double _peakUsd;

    /// <summary>Marked profit since the start; NaN while a price of it is missing.</summary>
    public double ProfitUsd { get; private set; }

    /// <summary>The loss since the start is above its limit, which no resume changes.</summary>
    public bool IsLossAboveLimit => IsPassed(SettingKey.MaxLossUsd, -ProfitUsd);

    /// <summary>Takes the present profit. None, or the limit that is passed.</summary>
    public ReasonCode Observe(double profitUsd, long venueUtcNanos)
    {
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

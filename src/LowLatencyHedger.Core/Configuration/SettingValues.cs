using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Configuration;

/// <summary>
/// The value of every setting. Whoever needs one reads it here at the moment of use, so that a change needs to be made in this one
/// place. Thread: the core's only.
/// </summary>
[HotPath]
internal sealed class SettingValues
{
    private const int FirstOwn = (int)SettingKey.FirstOfUnderlying;
    private const int OwnPerUnderlying = 64;

    private readonly double[] _values;

    /// <summary>A value above its ceiling is cut down to it; one that is no number stays so, and breaches every control that reads it.</summary>
    public SettingValues(CoreConfig config)
    {
        UnderlyingCount = config.Underlyings.Length;
        _values = new double[FirstOwn + (UnderlyingCount * OwnPerUnderlying)];
        foreach (var setting in SettingTable.All)
        {
            for (var i = 0; i < (setting.IsOfUnderlying ? UnderlyingCount : 1); i++)
            {
                this[setting.Key, i] = Math.Min(setting.Read(config, i), setting.Ceiling);
            }
        }
    }

    public int UnderlyingCount { get; }

    /// <summary>Grows with every change.</summary>
    public long Version { get; private set; }

    /// <summary>A setting of the whole engine.</summary>
    public double this[SettingKey key] => _values[(int)key];

    /// <summary>For the underlying at a place in the configuration; what belongs to the whole engine is the same for all.</summary>
    public double this[SettingKey key, int underlying]
    {
        get => _values[Slot(key, underlying)];
        set
        {
            _values[Slot(key, underlying)] = value;
            Version++;
        }
    }

    /// <summary>A setting of the whole engine that is in milliseconds.</summary>
    public long Nanos(SettingKey key) => (long)(_values[(int)key] * Primitives.Nanos.PerMilli);

    /// <summary>Width of an underlying's band, both sides together.</summary>
    public double BandCoins(int underlying) => this[SettingKey.LowerWidthCoins, underlying] + this[SettingKey.UpperWidthCoins, underlying];

    public void CopyFrom(SettingValues other)
    {
        other._values.AsSpan().CopyTo(_values);
        Version++;
    }

    private static int Slot(SettingKey key, int underlying) =>
        key < SettingKey.FirstOfUnderlying ? (int)key : (underlying * OwnPerUnderlying) + (int)key;
}

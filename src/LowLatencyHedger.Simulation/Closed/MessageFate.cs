using System.Text;
using LowLatencyHedger.Simulation.Rpc.Feeds;

namespace LowLatencyHedger.Simulation.Closed;

/// <summary>What becomes of one message between an engine and the venue. As made, it travels as usual.</summary>
public struct MessageFate
{
    private byte[]? _bytes;

    public MessageFate(byte[] bytes) => _bytes = bytes;

    internal MessageFate(DirectMessage direct) => Direct = direct;

    /// <summary>
    /// The text as it was sent; put another one in its place to alter it. A message that travels as events is written out to be read here,
    /// and travels as a text once it has been altered.
    /// </summary>
    public byte[] Bytes
    {
        get => _bytes ??= Direct!.Encode();
        set
        {
            _bytes = value;
            Direct = null;
        }
    }

    /// <summary>The channel of a notification; empty when it is none.</summary>
    public string Channel
    {
        get
        {
            if (Direct is not null)
            {
                return Direct.Channel.Name;
            }

            var key = "\"channel\":\""u8;
            var text = _bytes.AsSpan();
            var at = text.IndexOf(key);
            var rest = at < 0 ? default : text[(at + key.Length)..];
            var length = rest.IndexOf((byte)'"');
            return length < 0 ? "" : Encoding.UTF8.GetString(rest[..length]);
        }
    }

    /// <summary>It never arrives, and the connection lives on.</summary>
    public bool IsLost { get; set; }

    /// <summary>It arrives a second time, right after.</summary>
    public bool IsDoubled { get; set; }

    /// <summary>It arrives this much later; messages behind it pass it.</summary>
    public long DelayNanos { get; set; }

    /// <summary>A text that the engine gets in reply, whatever the venue does; null for none.</summary>
    public byte[]? Answer { get; set; }

    /// <summary>The venue ends the connection once this message has been dealt with.</summary>
    public bool EndsConnection { get; set; }

    /// <summary>The message as events; null for a text.</summary>
    internal DirectMessage? Direct { get; private set; }
}

/// <summary>Decides about every message of one link, as it is sent.</summary>
public interface ILinkFaults
{
    /// <summary>A message leaves the engine.</summary>
    void ToVenue(ref MessageFate fate);

    /// <summary>A message leaves the venue.</summary>
    void ToEngine(ref MessageFate fate);
}

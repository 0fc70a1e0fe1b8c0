using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace LowLatencyHedger.Transport;

/// <summary>
/// One attempt to get a <see cref="ByteChannel"/> to a host, polled: name look-up on the thread pool, non-blocking TCP connect to each
/// address in turn, and for wss the TLS handshake on a thread of its own, since it costs milliseconds of arithmetic. Cold: it may allocate.
/// Thread: owner only.
/// </summary>
internal sealed class Dialer : IDisposable
{
    private readonly Uri _uri;
    private readonly TransportSettings _settings;
    private readonly INanoClock _clock;
    private readonly Task<IPAddress[]> _addresses;
    private int _nextAddress;
    private Socket? _socket;
    private PlainChannel? _plain;
    private TlsSocketStream? _ciphertext;
    private SslStream? _ssl;
    private Task? _handshake;
    private SslPolicyErrors _certificateErrors;

    public Dialer(Uri uri, TransportSettings settings, INanoClock clock)
    {
        _uri = uri;
        _settings = settings;
        _clock = clock;
        _addresses = IPAddress.TryParse(uri.DnsSafeHost, out var address)
            ? Task.FromResult<IPAddress[]>([address])
            : Dns.GetHostAddressesAsync(uri.IdnHost);
    }

    /// <summary>The result, owned by the caller once <see cref="Poll"/> returned true; null when the attempt failed.</summary>
    public ByteChannel? Channel { get; private set; }

    public SocketOptionReport Options { get; private set; }

    public TransportFault Fault { get; private set; }

    public SocketError Error { get; private set; }

    public string Detail { get; private set; } = "";

    /// <summary>Moves the attempt on. True when it is over, one way or the other.</summary>
    public bool Poll()
    {
        if (_handshake is not null)
        {
            return _handshake.IsCompleted && FinishHandshake(_handshake);
        }

        if (!_addresses.IsCompleted)
        {
            return false;
        }

        if (_addresses.Exception?.InnerException is { } failure)
        {
            Error = (failure as SocketException)?.SocketErrorCode ?? SocketError.SocketError;
            return Fail(TransportFault.NameNotResolved, failure.Message);
        }

        return _socket is null ? ConnectNext() : CheckConnect(_socket);
    }

    /// <summary>Gives up what the caller did not take over.</summary>
    public void Dispose()
    {
        if (Channel is not null)
        {
            return;
        }

        // The handshake's thread ends by itself, soon; only then is there nobody left who reads from the socket.
        _ciphertext?.Cancel();
        if (_handshake is { } handshake)
        {
            handshake.ContinueWith(_ => DisposeTls(), TaskScheduler.Default);
            return;
        }

        _socket?.Dispose();
    }

    private bool ConnectNext()
    {
        var addresses = _addresses.Result;
        if (_nextAddress == addresses.Length)
        {
            return Fail(TransportFault.ConnectFailed, $"{_uri.Host}:{_uri.Port}: {Error}");
        }

        var address = addresses[_nextAddress++];
        _socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { Blocking = false };
        try
        {
            _socket.Connect(new IPEndPoint(address, _uri.Port));
        }
        catch (SocketException failure) when (failure.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress)
        {
            return false;
        }
        catch (SocketException failure)
        {
            return TryOther(failure.SocketErrorCode);
        }

        return OnConnected(_socket);
    }

    private bool CheckConnect(Socket socket)
    {
        if (!socket.Poll(0, SelectMode.SelectWrite) && !socket.Poll(0, SelectMode.SelectError))
        {
            return false;
        }

        var error = (SocketError)socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error)!;
        return error == SocketError.Success ? OnConnected(socket) : TryOther(error);
    }

    private bool TryOther(SocketError error)
    {
        Error = error;
        _socket!.Dispose();
        _socket = null;
        return ConnectNext();
    }

    private bool OnConnected(Socket socket)
    {
        Options = SocketTuning.Apply(socket, _settings);
        Error = SocketError.Success;
        _plain = new PlainChannel(socket, _clock);
        if (_uri.Scheme != "wss")
        {
            Channel = _plain;
            return true;
        }

        _ciphertext = new TlsSocketStream(_plain);
        _ssl = new SslStream(_ciphertext);
        _handshake = Task.Factory.StartNew(Authenticate, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        return false;
    }

    private void Authenticate()
    {
        _ssl!.AuthenticateAsClient(new SslClientAuthenticationOptions
        {
            TargetHost = _uri.IdnHost,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            CertificateChainPolicy = TrustPolicy.For(_settings.TrustedRoots),
            RemoteCertificateValidationCallback = (_, _, _, errors) =>
            {
                _certificateErrors = errors;
                return errors == SslPolicyErrors.None;
            },
        });
    }

    private bool FinishHandshake(Task handshake)
    {
        if (handshake.IsCompletedSuccessfully)
        {
            _ciphertext!.BeginPolling();
            Channel = new TlsChannel(_plain!, _ciphertext, _ssl!);
            return true;
        }

        Error = _plain!.Error;
        return Fail(TrustPolicy.FaultOf(_certificateErrors), handshake.Exception!.InnerException!.Message);
    }

    private void DisposeTls()
    {
        _ssl!.Dispose();
        _socket!.Dispose();
    }

    private bool Fail(TransportFault fault, string detail)
    {
        Fault = fault;
        Detail = detail;
        return true;
    }
}

//! What no server can be cheaper than: one thread that waits in epoll and writes given bytes to every
//! socket. Nothing is kept, made, checked or timed.

use std::io::{self, Read as _, Write as _};
use std::net::SocketAddr;

use mio::event::Source as _;
use mio::net::{TcpListener, TcpStream};
use mio::{Events, Interest, Poll, Token};

const LISTENER: Token = Token(usize::MAX);
/// The first connection says what to write: a length of four bytes, then so many bytes.
const MASTER: Token = Token(0);

/// Serves until it is killed.
pub(crate) fn serve(listen: SocketAddr) -> anyhow::Result<()> {
    let mut poll = Poll::new()?;
    let mut listener = TcpListener::bind(listen)?;
    println!("listening on http://{}", listener.local_addr()?);
    poll.registry()
        .register(&mut listener, LISTENER, Interest::READABLE)?;
    let (mut sockets, mut events) = (Vec::<TcpStream>::new(), Events::with_capacity(1024));
    let mut told = Vec::new();
    loop {
        poll.poll(&mut events, None)?;
        for event in &events {
            match event.token() {
                LISTENER => accept(&listener, &poll, &mut sockets)?,
                MASTER => {
                    read(&mut sockets[0], &mut told)?;
                    while let Some(frame) = next(&mut told) {
                        for socket in &mut sockets[1..] {
                            // Readers keep up, so that a socket always has room for a frame.
                            socket.write_all(&frame)?;
                        }
                    }
                }
                // A reader says nothing.
                Token(_) => {}
            }
        }
    }
}

fn accept(listener: &TcpListener, poll: &Poll, sockets: &mut Vec<TcpStream>) -> io::Result<()> {
    loop {
        match listener.accept() {
            Ok((mut socket, _)) => {
                socket.set_nodelay(true)?;
                let token = Token(sockets.len());
                socket.register(poll.registry(), token, Interest::READABLE)?;
                sockets.push(socket);
            }
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(()),
            Err(error) => return Err(error),
        }
    }
}

fn read(master: &mut TcpStream, told: &mut Vec<u8>) -> io::Result<()> {
    let mut scratch = [0; 4096];
    loop {
        match master.read(&mut scratch) {
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(count) => told.extend_from_slice(&scratch[..count]),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(()),
            Err(error) => return Err(error),
        }
    }
}

fn next(told: &mut Vec<u8>) -> Option<Vec<u8>> {
    let length = u32::from_be_bytes(*told.first_chunk()?) as usize;
    let frame = told.get(4..4 + length)?.to_vec();
    told.drain(..4 + length);
    Some(frame)
}
